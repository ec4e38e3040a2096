//! `scrubjay node`: the life of one node.

use super::{Archives, Portion, Scope};
use crate::event::NodeId;
use clap::Args;

/// Arguments of `node`.
#[derive(Debug, Clone, Args)]
pub struct Node {
    /// The recording.
    #[command(flatten)]
    pub input: Archives,
    /// The node's id (241 or #241), as `dom` and the screen show it
    #[arg(long, value_name = "ID", value_parser = id, allow_hyphen_values = true)]
    pub node: NodeId,
    /// The part to look at.
    #[command(flatten)]
    pub scope: Scope,
    /// Only deeds for which this expression holds, such as: deed:removed at>20s
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Filters")]
    pub grep: Option<String>,
    /// How much of it.
    #[command(flatten)]
    pub portion: Portion,
}

fn id(text: &str) -> Result<NodeId, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| format!("{text:?} is no node id; write 241 or #241"))
}
