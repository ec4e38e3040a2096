//! `scrubjay node`: the life of one node.

use super::Archives;
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
    /// Only this window: its index or its id; without it, every window
    #[arg(long, value_name = "WINDOW")]
    pub window: Option<String>,
}

fn id(text: &str) -> Result<NodeId, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| format!("{text:?} is no node id; write 241 or #241"))
}
