//! Node ids: those the transformer fixes, and those of the nodes that it invents.

use crate::event::NodeId;

/// The document.
pub(super) const DOCUMENT: NodeId = 1;
/// The document type.
pub(super) const DOCTYPE: NodeId = 2;
/// `<html>`.
pub(super) const HTML: NodeId = 3;
/// `<head>`.
pub(super) const HEAD: NodeId = 4;
/// `<body>`. Mobile events say 0 where they mean the screen as a whole.
pub const BODY: NodeId = 5;
/// What holds the navigation bar.
pub(super) const NAVIGATION_PARENT: NodeId = 7;
/// The navigation bar, where its wireframe has no id of its own.
pub(super) const NAVIGATION: NodeId = 8;
/// What holds the keyboard while it is open.
pub(super) const KEYBOARD_PARENT: NodeId = 9;
/// The keyboard.
pub const KEYBOARD: NodeId = 10;
/// What holds the status bar.
pub(super) const STATUS_PARENT: NodeId = 11;
/// The status bar.
pub(super) const STATUS: NodeId = 12;

/// Invented ids start here: above every id that a device hands out, within the integers JSON readers keep exact.
const SYNTHETIC: NodeId = 1 << 43;

/// Invented nodes one wireframe may have.
pub(super) const SLOTS: u32 = 1 << 10;

/// The id of the invented node number `slot` of the wireframe `owner`.
///
/// Ids of 32 bits (Android's identity hashes) never collide; larger ones are folded into 32 bits.
pub(super) fn synthetic(owner: NodeId, slot: u32) -> NodeId {
    SYNTHETIC + i64::from(fold(owner)) * i64::from(SLOTS) + i64::from(slot % SLOTS)
}

/// Where the node of a fixed id is when the recording uses that id for a wireframe of its own.
#[must_use]
pub fn yielded(fixed: NodeId) -> NodeId {
    synthetic(fixed, 0)
}

/// Whether an id is one of an invented node.
#[must_use]
pub fn is_synthetic(id: NodeId) -> bool {
    (SYNTHETIC..SYNTHETIC + (1 << 42)).contains(&id)
}

/// A stand-in for the id of a wireframe that has none: from the node it was put into, and which of the nameless there
/// it is.
pub(super) fn stand_in(around: NodeId, place: u32) -> NodeId {
    synthetic(around.wrapping_mul(0x9e37).wrapping_add(i64::from(place)) | (1 << 40), 0)
}

fn fold(id: NodeId) -> u32 {
    u32::try_from(id).unwrap_or_else(|_| {
        let mixed = id.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        u32::try_from(mixed >> 32).unwrap_or(u32::MAX)
    })
}
