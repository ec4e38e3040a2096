//! Drawing commands of a canvas.

use std::sync::Arc;

use super::NodeId;

/// A CanvasMutation event's body.
#[derive(Clone, Debug)]
pub struct Canvas {
    /// The canvas element.
    pub id: Option<NodeId>,
    /// 0 is 2D, 1 WebGL, 2 WebGL2.
    pub context: i64,
    /// The commands in order.
    pub commands: Vec<Command>,
    /// The canvas' size on the page, where PostHog notes it.
    pub display_size: Option<(f64, f64)>,
}

/// One drawing command.
#[derive(Clone, Debug)]
pub struct Command {
    /// The method or property of the context.
    pub property: Arc<str>,
    /// The arguments as JSON.
    pub args: Arc<str>,
    /// The property is set, not called.
    pub setter: bool,
}
