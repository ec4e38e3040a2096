//! Drawing commands of a canvas.

use std::sync::Arc;

use super::reader::Reader;
use super::{BadEvent, NodeId};

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
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// The method or property of the context.
    pub property: Arc<str>,
    /// The arguments as JSON.
    pub args: Arc<str>,
    /// The property is set, not called.
    pub setter: bool,
}

impl Canvas {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut canvas = Self { id: None, context: 0, commands: Vec::new(), display_size: None };
        let mut flat = Command::default();
        let (mut width, mut height) = (None, None);
        while let Some(key) = reader.key()? {
            match &*key {
                "id" => canvas.id = reader.id("id")?,
                "type" => canvas.context = reader.integer("type")?.unwrap_or_default(),
                "displayWidth" => width = reader.float("displayWidth")?,
                "displayHeight" => height = reader.float("displayHeight")?,
                "commands" if reader.array("commands")? => {
                    while reader.element()? {
                        if reader.object("commands[]")? {
                            canvas.commands.push(Command::read(reader)?);
                        }
                    }
                }
                "commands" => {}
                other => flat.field(other, reader)?,
            }
        }
        if !flat.property.is_empty() {
            canvas.commands.push(flat);
        }
        canvas.display_size = width.zip(height);
        Ok(canvas)
    }
}

impl Command {
    fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut command = Self::default();
        while let Some(key) = reader.key()? {
            command.field(&key, reader)?;
        }
        Ok(command)
    }

    fn field(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<(), BadEvent> {
        match key {
            "property" => self.property = reader.name("property")?.unwrap_or_default(),
            "args" => self.args = Arc::from(reader.raw()?),
            "setter" => self.setter = reader.boolean("setter")?.unwrap_or(false),
            _ => reader.skip()?,
        }
        Ok(())
    }
}
