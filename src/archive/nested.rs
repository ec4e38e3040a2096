//! Containers within containers: a body in a HAR file, a message in a message, chunks put together.
//!
//! These lie in memory, so they are unpacked there, within a limit. Their events can't be read again from the input and
//! go to the store; their place is the place of what they were unpacked from.

use super::DamageKind;
use super::codec::{Head, fault_of, peel};
use super::json::Text;
use super::output::Spot;
use super::reader::{Halt, Reader, Refusal};
use super::shape;
use std::io::{Cursor, Read as _};

/// No container within a container unpacks to more than this.
const LARGEST: usize = 256 << 20;

impl Reader<'_, '_> {
    /// Reads a container that lies in memory, packed or not.
    pub(super) fn nested(&mut self, bytes: Vec<u8>, window: Option<&str>, spot: Spot) -> Result<(), Refusal> {
        let head = Head::over(Box::new(Cursor::new(bytes)), true);
        let mut peeled = peel(head).map_err(|_| Refusal::reason("packed in more layers than anybody makes"))?;
        let text = self.unpack(&mut peeled.text, spot);
        let outer = self.anchor.replace(Spot { verbatim: false, ..spot });
        let (delivered, sibling) = (std::mem::take(&mut self.out.delivered), self.sibling.take());
        let result = self.nested_text(&text, window);
        (self.out.delivered, self.sibling) = (delivered, sibling);
        self.anchor = outer;
        result
    }

    fn nested_text(&mut self, text: &[u8], window: Option<&str>) -> Result<(), Refusal> {
        let found = shape::probe(text).ok_or_else(|| Refusal::reason("a body that carries no events"))?;
        let mut cursor = Text::slice(text, 0);
        let listed = matches!(shape::element(text), Some(shape::Element::List));
        let line = self.line;
        let result = if listed { self.array(&mut cursor, window, false) } else { self.read(&mut cursor, found.mode) };
        self.line = line;
        match result {
            Err(Halt::Stop) => Err(Refusal::Stop),
            _ => Ok(()),
        }
    }

    /// All that can be unpacked; what can't is told.
    pub(super) fn unpack(&mut self, head: &mut Head, spot: Spot) -> Vec<u8> {
        let (mut text, mut block, mut faults) = (Vec::new(), vec![0; 64 << 10], 0);
        loop {
            match head.read(&mut block) {
                Ok(0) => return text,
                Ok(count) => text.extend_from_slice(&block[..count]),
                Err(error) => {
                    faults += 1;
                    let fault = fault_of(error);
                    self.out.damage(fault.what, spot, None, format!("within a body: {}", fault.reason));
                }
            }
            if text.len() > LARGEST || faults > 100 {
                let reason = "a body that unpacks to more than 256 MiB, or is broken throughout".to_owned();
                self.out.damage(DamageKind::TooLarge, spot, None, reason);
                return text;
            }
        }
    }
}
