//! rrweb's own spellings: packed strings, and events as JSON in strings.

use super::DamageKind;
use super::json::{Text, binary, unescape};
use super::output::Spot;
use super::reader::{Reader, Refusal};
use flate2::read::ZlibDecoder;
use std::io::Read as _;

/// No packed event inflates to more than this.
const LARGEST: u64 = 256 << 20;

impl Reader<'_, '_> {
    /// A string: an event as `@rrweb/packer` packs it (zlib, a byte a character), or JSON as text.
    pub(super) fn string(&mut self, bytes: &[u8], window: Option<&str>, spot: Spot) -> Result<(), Refusal> {
        let mut text = Text::slice(bytes, spot.at);
        let whole = text.string().ok().filter(|_| text.ahead().is_empty());
        let inside = text.get(whole.ok_or_else(|| Refusal::reason("a string without an end"))?);
        let spot = Spot { verbatim: false, ..spot };
        if inside.first() == Some(&b'x') {
            let (plain, undone) = unpack(inside)?;
            if let Some(how) = undone {
                let reason = format!("a packed event was {how} on its way, and was restored");
                self.out.damage(DamageKind::Encoding, spot, Some(0), reason);
            }
            return self.element(&plain, window, spot);
        }
        let json = unescape(inside);
        if json.trim_start().starts_with(['{', '[', '"']) {
            let (outer, at) = (self.out.delivered, Spot { at: 0, ..spot });
            let taken = self.element(json.trim().as_bytes(), window, at);
            let taken = taken.map_err(|refusal| self.salvage_string(&json, window, at, refusal));
            self.out.delivered = outer;
            return taken;
        }
        Err(Refusal::reason("a string that is neither a packed event nor JSON"))
    }
}

/// What a packed event unpacks to, and how its text had been converted, where it was and that could be undone.
fn unpack(inside: &[u8]) -> Result<(Vec<u8>, Option<&'static str>), Refusal> {
    let packed = binary(inside).map_err(|foreign| {
        let found = foreign.0;
        Refusal::Reason(format!("a packed event whose text was converted to another character set (found {found:?})"))
    })?;
    let mut plain = Vec::new();
    let read = ZlibDecoder::new(packed.bytes.as_slice()).take(LARGEST).read_to_end(&mut plain);
    read.map_err(|error| Refusal::Reason(format!("a packed event that does not unpack: {error}")))?;
    Ok((plain, packed.undone))
}
