//! Pages: where the recording was, from when on.

use crate::clock::Time;
use crate::event::Seq;
use crate::timeline::WindowIx;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A page visited: of Meta, or of a navigation that PostHog recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// When it was entered.
    pub at: Time,
    /// The event that says so.
    pub seq: Seq,
    /// The window.
    pub window: WindowIx,
    /// The address, as recorded.
    pub href: Arc<str>,
}
