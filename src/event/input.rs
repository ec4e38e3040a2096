//! What the person did: pointer, keys into form controls, scrolling, selection.

use std::sync::Arc;

use super::reader::Reader;
use super::{BadEvent, NodeId};
use crate::clock::Span;

/// Which device the positions come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveKind {
    /// MouseMove (source 1).
    Mouse,
    /// TouchMove (source 6).
    Touch,
    /// Drag (source 12).
    Drag,
}

/// Sampled positions of a pointer.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The device.
    pub kind: MoveKind,
    /// The samples, oldest first.
    pub positions: Vec<Position>,
}

/// One sample. Its time is the event's time plus `offset`, which is not positive in sound recordings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// CSS pixels from the left of the target's own viewport.
    pub x: f64,
    /// CSS pixels from the top of the target's own viewport.
    pub y: f64,
    /// The node under the pointer; absent or -1 when unknown.
    pub id: Option<NodeId>,
    /// Time relative to the event.
    pub offset: Span,
}

/// MouseInteraction's kinds (rrweb: `MouseInteractions`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionKind {
    /// 0.
    MouseUp,
    /// 1.
    MouseDown,
    /// 2.
    Click,
    /// 3.
    ContextMenu,
    /// 4.
    DblClick,
    /// 5.
    Focus,
    /// 6.
    Blur,
    /// 7.
    TouchStart,
    /// 8: defined, never emitted.
    TouchMoveDeparted,
    /// 9.
    TouchEnd,
    /// 10.
    TouchCancel,
    /// A number no known recorder writes.
    Unknown(i64),
}

impl InteractionKind {
    /// The kind with rrweb's number.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::MouseUp,
            1 => Self::MouseDown,
            2 => Self::Click,
            3 => Self::ContextMenu,
            4 => Self::DblClick,
            5 => Self::Focus,
            6 => Self::Blur,
            7 => Self::TouchStart,
            8 => Self::TouchMoveDeparted,
            9 => Self::TouchEnd,
            10 => Self::TouchCancel,
            other => Self::Unknown(other),
        }
    }

    /// Whether it also moves the pointer to its coordinates.
    #[must_use]
    pub fn moves_pointer(self) -> bool {
        matches!(self, Self::MouseUp | Self::MouseDown | Self::Click | Self::TouchStart | Self::TouchEnd)
    }
}

/// A MouseInteraction event's body.
#[derive(Clone, Copy, Debug)]
pub struct Interaction {
    /// What happened.
    pub kind: InteractionKind,
    /// The target.
    pub id: Option<NodeId>,
    /// CSS pixels; absent for focus and blur.
    pub x: Option<f64>,
    /// CSS pixels; absent for focus and blur.
    pub y: Option<f64>,
    /// 0 mouse, 1 pen, 2 touch.
    pub pointer_type: Option<i64>,
}

/// An Input event's body.
#[derive(Clone, Debug)]
pub struct Input {
    /// The control.
    pub id: Option<NodeId>,
    /// Its whole new value (masked ones are asterisks).
    pub text: Arc<str>,
    /// Its new checkedness.
    pub is_checked: bool,
    /// The recorder knows that a person did it.
    pub user_triggered: Option<bool>,
}

/// A Scroll event's body.
#[derive(Clone, Copy, Debug)]
pub struct Scroll {
    /// The document or element.
    pub id: Option<NodeId>,
    /// Pixels from the left.
    pub x: f64,
    /// Pixels from the top.
    pub y: f64,
}

/// One range of a Selection event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelectionRange {
    /// The node in which it starts.
    pub start: Option<NodeId>,
    /// DOM offset there: a child index for elements, UTF-16 units for text.
    pub start_offset: i64,
    /// The node in which it ends.
    pub end: Option<NodeId>,
    /// DOM offset there.
    pub end_offset: i64,
}

impl Moves {
    pub(super) fn read(kind: MoveKind, reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut positions = Vec::new();
        while let Some(key) = reader.key()? {
            if key != "positions" {
                reader.skip()?;
            } else if reader.array("positions")? {
                while reader.element()? {
                    if reader.object("positions[]")? {
                        positions.push(Position::read(reader)?);
                    }
                }
            }
        }
        Ok(Self { kind, positions })
    }
}

impl Position {
    fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut position = Self { x: 0.0, y: 0.0, id: None, offset: Span(0) };
        while let Some(key) = reader.key()? {
            match &*key {
                "x" => position.x = reader.float("positions[].x")?.unwrap_or_default(),
                "y" => position.y = reader.float("positions[].y")?.unwrap_or_default(),
                "id" => position.id = reader.id("positions[].id")?,
                "timeOffset" => {
                    position.offset = Span::from_ms(reader.float("positions[].timeOffset")?.unwrap_or_default());
                }
                _ => reader.skip()?,
            }
        }
        Ok(position)
    }
}

impl Interaction {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let kind = InteractionKind::Unknown(-1);
        let mut interaction = Self { kind, id: None, x: None, y: None, pointer_type: None };
        while let Some(key) = reader.key()? {
            match &*key {
                "type" => {
                    interaction.kind = InteractionKind::from_number(reader.integer("type")?.unwrap_or(-1));
                }
                "id" => interaction.id = reader.id("id")?,
                "x" => interaction.x = reader.float("x")?,
                "y" => interaction.y = reader.float("y")?,
                "pointerType" => interaction.pointer_type = reader.integer("pointerType")?,
                _ => reader.skip()?,
            }
        }
        Ok(interaction)
    }
}

impl Input {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut input = Self { id: None, text: Arc::default(), is_checked: false, user_triggered: None };
        while let Some(key) = reader.key()? {
            match &*key {
                "id" => input.id = reader.id("id")?,
                "text" => input.text = reader.text("text")?.unwrap_or_default(),
                "isChecked" => input.is_checked = reader.boolean("isChecked")?.unwrap_or(false),
                "userTriggered" => input.user_triggered = reader.boolean("userTriggered")?,
                _ => reader.skip()?,
            }
        }
        Ok(input)
    }
}

impl Scroll {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut scroll = Self { id: None, x: 0.0, y: 0.0 };
        while let Some(key) = reader.key()? {
            match &*key {
                "id" => scroll.id = reader.id("id")?,
                "x" => scroll.x = reader.float("x")?.unwrap_or_default(),
                "y" => scroll.y = reader.float("y")?.unwrap_or_default(),
                _ => reader.skip()?,
            }
        }
        Ok(scroll)
    }
}

impl SelectionRange {
    pub(super) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, BadEvent> {
        let mut ranges = Vec::new();
        while let Some(key) = reader.key()? {
            if key != "ranges" {
                reader.skip()?;
            } else if reader.array("ranges")? {
                while reader.element()? {
                    if reader.object("ranges[]")? {
                        ranges.push(Self::read(reader)?);
                    }
                }
            }
        }
        Ok(ranges)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, BadEvent> {
        let mut range = Self { start: None, start_offset: 0, end: None, end_offset: 0 };
        while let Some(key) = reader.key()? {
            match &*key {
                "start" => range.start = reader.id("ranges[].start")?,
                "startOffset" => range.start_offset = reader.integer("ranges[].startOffset")?.unwrap_or_default(),
                "end" => range.end = reader.id("ranges[].end")?,
                "endOffset" => range.end_offset = reader.integer("ranges[].endOffset")?.unwrap_or_default(),
                _ => reader.skip()?,
            }
        }
        Ok(range)
    }
}
