//! The nodes of a subtree: nearly always one, which needs no list.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::{slice, vec};

use super::node::SerializedNode;

/// Serialized nodes in document order; a slice of them, to whoever reads.
#[derive(Clone, Default)]
pub struct Nodes(Held);

#[derive(Clone, Default)]
enum Held {
    #[default]
    None,
    One(SerializedNode),
    Many(Vec<SerializedNode>),
}

impl Nodes {
    #[inline]
    pub(super) fn clear(&mut self) {
        if !matches!(self.0, Held::None) {
            self.0 = Held::None;
        }
    }

    #[inline]
    pub(super) fn push(&mut self, node: SerializedNode) {
        match &mut self.0 {
            Held::None => self.0 = Held::One(node),
            Held::One(_) => {
                let mut nodes = Vec::from(std::mem::take(self));
                nodes.push(node);
                *self = nodes.into();
            }
            Held::Many(nodes) => nodes.push(node),
        }
    }
}

impl Deref for Nodes {
    type Target = [SerializedNode];

    fn deref(&self) -> &[SerializedNode] {
        match &self.0 {
            Held::None => &[],
            Held::One(node) => slice::from_ref(node),
            Held::Many(nodes) => nodes,
        }
    }
}

impl DerefMut for Nodes {
    fn deref_mut(&mut self) -> &mut [SerializedNode] {
        match &mut self.0 {
            Held::None => &mut [],
            Held::One(node) => slice::from_mut(node),
            Held::Many(nodes) => nodes,
        }
    }
}

impl From<SerializedNode> for Nodes {
    fn from(node: SerializedNode) -> Self {
        Self(Held::One(node))
    }
}

impl From<Vec<SerializedNode>> for Nodes {
    fn from(nodes: Vec<SerializedNode>) -> Self {
        Self(Held::Many(nodes))
    }
}

impl From<Nodes> for Vec<SerializedNode> {
    fn from(nodes: Nodes) -> Self {
        match nodes.0 {
            Held::None => Vec::new(),
            Held::One(node) => vec![node],
            Held::Many(nodes) => nodes,
        }
    }
}

impl IntoIterator for Nodes {
    type Item = SerializedNode;
    type IntoIter = vec::IntoIter<SerializedNode>;

    fn into_iter(self) -> Self::IntoIter {
        Vec::from(self).into_iter()
    }
}

impl<'a> IntoIterator for &'a Nodes {
    type Item = &'a SerializedNode;
    type IntoIter = slice::Iter<'a, SerializedNode>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}
