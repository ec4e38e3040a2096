//! Where every event lies in the inputs.
//!
//! Known when reading has ended: it serves those who explain, not those who seek.

use crate::archive::Place;

/// Byte and line of every event, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places(Vec<Packed>);

/// A place in 16 bytes: the input in the high 16 bits of `byte`. All ones and 0 stand for "unknown".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    byte: u64,
    line: u32,
}

const BYTE_BITS: u32 = 48;
const NO_BYTE: u64 = (1 << BYTE_BITS) - 1;

impl Places {
    /// Takes the next event's place.
    pub(super) fn push(&mut self, place: Place) {
        let byte = place.byte.unwrap_or(NO_BYTE).min(NO_BYTE);
        let line = place.line.and_then(|line| u32::try_from(line).ok()).unwrap_or(0);
        self.0.push(Packed { byte: u64::from(place.input) << BYTE_BITS | byte, line });
    }

    /// Which input each event came from, in the order in which they came.
    pub(super) fn inputs(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|packed| usize::try_from(packed.byte >> BYTE_BITS).unwrap_or(usize::MAX))
    }

    /// The place of the event that came as number `arrival`, from 0.
    pub(super) fn get(&self, arrival: u32) -> Option<Place> {
        let packed = self.0.get(arrival as usize)?;
        let byte = packed.byte & NO_BYTE;
        let input = u32::try_from(packed.byte >> BYTE_BITS).unwrap_or(0);
        let line = (packed.line > 0).then_some(u64::from(packed.line));
        Some(Place { input, byte: (byte != NO_BYTE).then_some(byte), line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_given() {
        let given = [
            Place { input: 3, byte: Some(1 << 40), line: Some(7) },
            Place { input: 0, byte: Some(0), line: None },
            Place { input: 1, byte: None, line: Some(1) },
        ];
        let mut places = Places::default();
        for place in given {
            places.push(place);
        }
        let back: Vec<_> = (0..3).filter_map(|arrival| places.get(arrival)).collect();
        assert_eq!(back, given);
        assert_eq!(places.get(3), None);
    }
}
