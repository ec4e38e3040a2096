//! The picture of a canvas: the last frame that was drawn as a whole, or else what the snapshot kept of it.
//!
//! Drawing commands over a frame are not drawn: that takes a canvas, and a canvas takes a script.

use crate::dom::Node;
use crate::event::canvas::Command;
use serde_json::Value;

/// The newest picture, as a data address that needs no quoting.
pub(super) fn picture(node: Node<'_>) -> Option<String> {
    let commands = node.canvas().into_iter().flat_map(|canvas| canvas.batches.iter().rev());
    let drawn = commands.flat_map(|batch| batch.iter().rev()).find_map(frame);
    drawn.or_else(|| node.attribute("rr_dataURL").filter(|kept| is_picture(kept)).map(str::to_owned))
}

/// rrweb (canvas frames at a rate): `drawImage` with an `ImageBitmap` that was made of a `Blob`.
fn frame(command: &Command) -> Option<String> {
    if &*command.property != "drawImage" {
        return None;
    }
    let arguments: Value = serde_json::from_str(&command.args).ok()?;
    let blob = arguments.get(0)?.get("args")?.get(0)?;
    let base64 = blob.get("data")?.get(0)?.get("base64")?.as_str()?;
    let address = format!("data:{};base64,{base64}", blob.get("type")?.as_str()?);
    is_picture(&address).then_some(address)
}

/// Whether an address is a picture in plain base64, which needs no quoting.
pub(super) fn is_picture(address: &str) -> bool {
    address.starts_with("data:image/")
        && address
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b':' | b'/' | b';' | b',' | b'+' | b'=' | b'-' | b'.'))
}
