//! The words for a node's life: what the verb `node` prints is what the screen shows.

use super::life::{Absence, Deed};
use crate::event::Seq;

impl Deed {
    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Reused { .. } => "reused",
            Self::Moved { .. } => "moved",
            Self::Changed { .. } => "changed",
            Self::Removed => "removed",
        }
    }

    /// What it did, beside its name; empty where the name says all. Recorded text: not neutral.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Created { selector } | Self::Reused { selector } => selector.clone(),
            Self::Moved { from, to } => format!("{from} → {to}"),
            Self::Changed { what } => what.clone(),
            Self::Removed => String::new(),
        }
    }
}

impl Absence {
    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Removed(_) => "removed",
            Self::Unresolvable(..) => "unresolvable",
            Self::NeverRecorded { .. } => "never-recorded",
        }
    }

    /// The event that it hangs on.
    #[must_use]
    pub fn seq(&self) -> Option<Seq> {
        match self {
            Self::Removed(seq) | Self::Unresolvable(seq, _) => Some(*seq),
            Self::NeverRecorded { .. } => None,
        }
    }

    /// Why the node is not there; empty where its removal says all. Recorded text: not neutral.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Removed(_) => String::new(),
            Self::Unresolvable(_, reason) => reason.clone(),
            Self::NeverRecorded { at_depth_limit, blocked_parts } => {
                let mut detail = "no event ever brought this id".to_owned();
                if *at_depth_limit {
                    detail.push_str("; parts of the page are as deep as the recorder goes, what is deeper is missing");
                }
                if *blocked_parts {
                    detail.push_str("; parts of the page are blocked, what is inside is missing");
                }
                detail
            }
        }
    }
}
