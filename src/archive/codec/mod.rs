//! The layers of encoding around a container, peeled off by what they look like.
//!
//! Every layer is a `Read` with one habit more: it may return an error in the middle (a [`Fault`]) and then go on, at the
//! next member, frame or block, when it is read again. So one bad block costs itself only. All of them work in bounded
//! memory, whatever a header claims.

mod base64;
mod gzip;
mod head;
mod lz4;
mod snappy;
mod utf16;
mod zstd;

pub(crate) use head::Head;
pub(crate) use snappy::{Framing, Snappy};

use super::portable::starts_stream;
use super::{Codec, DamageKind};
use std::io::{self, BufRead, Read};

/// Layers around layers: more than anybody makes, few enough to stop a quine.
const MOST_LAYERS: usize = 6;

/// A damaged layer, as the payload of an `io::Error`.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Fault {
    pub(crate) what: DamageKind,
    /// Plain words, with the codec's name.
    pub(crate) reason: String,
    pub(crate) remedy: Option<String>,
}

impl Fault {
    fn truncated(codec: &str) -> Self {
        Self {
            what: DamageKind::Truncated,
            reason: format!("the {codec} stream ends too early"),
            remedy: Some("fetch or copy the file again: its end is missing".to_owned()),
        }
    }

    fn broken(reason: String) -> Self {
        let remedy = Some("fetch or copy the file again; if it stays, it was stored damaged".to_owned());
        Self { what: DamageKind::Codec, reason, remedy }
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        io::Error::other(fault)
    }
}

/// The fault in an error; a plain I/O error becomes one that says so.
pub(crate) fn fault_of(error: io::Error) -> Fault {
    match error.downcast::<Fault>() {
        Ok(fault) => fault,
        Err(error) => Fault {
            what: DamageKind::Truncated,
            reason: format!("reading failed here: {error}"),
            remedy: Some("check the disk or the connection, then read it again".to_owned()),
        },
    }
}

/// Text at last, and the layers that were around it.
pub(crate) struct Peeled {
    pub(crate) text: Head,
    /// Outermost first.
    pub(crate) layers: Vec<Layer>,
}

/// One layer of encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    Gzip,
    Zstd,
    Base64,
    Utf16,
    Snappy(Framing),
    Lz4,
}

impl Layer {
    pub(crate) fn codec(self) -> Codec {
        match self {
            Self::Gzip => Codec::Gzip,
            Self::Zstd => Codec::Zstd,
            Self::Base64 => Codec::Base64,
            Self::Utf16 => Codec::Utf16,
            Self::Snappy(_) => Codec::Snappy,
            Self::Lz4 => Codec::Lz4,
        }
    }

    /// Takes the layer off.
    fn off(self, head: Head) -> Head {
        let steady = head.is_steady();
        let inner: Box<dyn Read + Send> = match self {
            Self::Gzip => Box::new(gzip::Gzip::new(head)),
            Self::Zstd => Box::new(zstd::Zstd::new(head)),
            Self::Base64 => Box::new(base64::Base64::new(head)),
            Self::Utf16 => Box::new(utf16::Utf16::new(head)),
            Self::Snappy(framing) => Box::new(Snappy::new(head, framing)),
            Self::Lz4 => Box::new(lz4::Lz4::new(head)),
        };
        Head::over(inner, steady)
    }
}

/// Takes off layers that are known already, without looking ahead.
pub(crate) fn through(head: Head, layers: &[Layer]) -> Head {
    layers.iter().fold(head, |head, layer| layer.off(head))
}

/// Bytes that tell every layer but padding.
const ENOUGH: usize = 64;

/// Peels layer after layer until what is left is text, or nothing we know. `Err` gives the layers' names when there are
/// more than anybody makes.
pub(crate) fn peel(mut head: Head) -> Result<Peeled, Vec<Codec>> {
    let mut layers = Vec::new();
    loop {
        let is_told = |head: &[u8]| head.contains(&b'\n') && starts_stream(head).is_some();
        let looked = head.peek_until(4096, |head| head.len() >= ENOUGH && head[0] != 0 || is_told(head));
        // The length before a message may look like anything.
        let Some(layer) = layer(looked).filter(|_| starts_stream(looked) != Some(true)) else {
            return Ok(Peeled { text: head, layers });
        };
        if layers.len() == MOST_LAYERS {
            return Err(layers.into_iter().map(Layer::codec).collect());
        }
        layers.push(layer);
        head = layer.off(head);
    }
}

fn layer(head: &[u8]) -> Option<Layer> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Layer::Gzip),
        // A frame, or a skippable frame first.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Layer::Zstd),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(Layer::Utf16),
        // A form, or base64 of a gzip header.
        [b'd', b'a', b't', b'a', b'=', ..] | [b'H', b'4', b's', b'I', ..] => Some(Layer::Base64),
        // Snappy first: the length of a large snappy block may pass for the size before an LZ4 block, never the reverse.
        _ => snappy::framing(head).map(Layer::Snappy).or_else(|| lz4::starts(head).then_some(Layer::Lz4)),
    }
}

/// Goes on to the next place that starts with `magic`, after the one byte at the cursor; false where there is none.
fn seek(reader: &mut Head, magic: &[u8]) -> io::Result<bool> {
    let at_end = reader.fill_buf()?.is_empty();
    reader.consume(usize::from(!at_end));
    loop {
        let window = reader.peek(32 << 10);
        if let Some(at) = memchr::memmem::find(window, magic) {
            reader.consume(at);
            return Ok(true);
        }
        let pass = window.len().saturating_sub(magic.len() - 1);
        if pass == 0 {
            let rest = window.len();
            reader.consume(rest);
            return Ok(false);
        }
        reader.consume(pass);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that can be read from a layer, and the reasons of the faults on the way.
    pub(super) fn drain(reader: &mut dyn Read) -> (Vec<u8>, Vec<String>) {
        let (mut got, mut faults, mut block) = (Vec::new(), Vec::new(), vec![0; 1000]);
        loop {
            match reader.read(&mut block) {
                Ok(0) => return (got, faults),
                Ok(count) => got.extend_from_slice(&block[..count]),
                Err(error) => faults.push(fault_of(error).to_string()),
            }
            assert!(faults.len() < 100, "faults must end");
        }
    }

    fn peeled(bytes: Vec<u8>) -> Result<(Vec<u8>, Vec<Codec>), Vec<Codec>> {
        let mut peeled = peel(Head::new(Box::new(io::Cursor::new(bytes))))?;
        let codecs = peeled.layers.iter().map(|layer| layer.codec()).collect();
        Ok((drain(&mut peeled.text).0, codecs))
    }

    #[test]
    fn layers_come_off_in_any_order_but_not_without_end() {
        let gzip = |text: &[u8]| {
            let mut encoder = flate2::read::GzEncoder::new(text, flate2::Compression::fast());
            let mut out = Vec::new();
            encoder.read_to_end(&mut out).unwrap();
            out
        };
        let zstd = |text: &[u8]| ::zstd::bulk::compress(text, 1).unwrap();
        let text = b"[{\"type\":4}]".to_vec();
        assert_eq!(peeled(text.clone()), Ok((text.clone(), vec![])));
        assert_eq!(peeled(zstd(&gzip(&text))), Ok((text.clone(), vec![Codec::Zstd, Codec::Gzip])));
        let many = (0..9).fold(text, |inner, _| gzip(&inner));
        assert_eq!(peeled(many), Err(vec![Codec::Gzip; MOST_LAYERS]));
    }
}
