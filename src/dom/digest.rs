//! One number for all that can be seen of a page.

use std::hash::{BuildHasher, Hash, Hasher};

use super::{Node, Tree, json};

impl Tree {
    /// A hash of all that can be seen: equal for equal states however they were reached, in every run.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hasher = foldhash::quality::FixedState::default().build_hasher();
        let pair = |pair: Option<(f64, f64)>| pair.map(|(x, y)| (x.to_bits(), y.to_bits()));
        (self.href(), pair(self.viewport), self.focused, self.fullscreen).hash(&mut hasher);
        self.pointer.map(|p| (p.x.to_bits(), p.y.to_bits(), p.id, p.is_touch)).hash(&mut hasher);
        for range in &*self.selection {
            (range.start, range.start_offset, range.end, range.end_offset).hash(&mut hasher);
        }
        let mut open: Vec<Node<'_>> = self.root().into_iter().collect();
        let mut below = Vec::new();
        while let Some(node) = open.pop() {
            hash_node(node, &mut hasher);
            below.extend(node.all_children());
            hasher.write_usize(below.len());
            open.extend(below.drain(..).rev());
        }
        hasher.finish()
    }
}

fn hash_node(node: Node<'_>, hasher: &mut impl Hasher) {
    (node.id(), node.kind(), node.tag(), node.text(), node.is_quirks()).hash(hasher);
    if let Some(doctype) = node.doctype() {
        (&doctype.name, &doctype.public_id, &doctype.system_id).hash(hasher);
    }
    // Their order cannot be seen, and removing one and setting it again changes it: a sum, not a sequence.
    let seed = foldhash::quality::FixedState::default();
    node.attributes().fold(0u64, |sum, attribute| sum.wrapping_add(seed.hash_one(attribute))).hash(hasher);
    json::state(node).hash(hasher);
}
