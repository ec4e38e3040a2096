//! Our tree as lines.

use scrubjay::dom::{Node, NodeKind, Tree};

use crate::line::Line;

pub(crate) fn lines(tree: &Tree) -> Vec<Line> {
    let mut open: Vec<(Node<'_>, usize)> = tree.root().map(|root| (root, 0)).into_iter().collect();
    let mut lines = Vec::new();
    while let Some((node, depth)) = open.pop() {
        lines.push(Line { depth, ..line(node) });
        let below: Vec<_> = node.all_children().map(|child| (child, depth + 1)).collect();
        open.extend(below.into_iter().rev());
    }
    lines
}

fn line(node: Node<'_>) -> Line {
    let text = match node.kind() {
        NodeKind::Doctype => {
            let doctype = node.doctype().expect("a doctype has names");
            serde_json::to_string(&[&*doctype.name, &*doctype.public_id, &*doctype.system_id]).expect("strings")
        }
        NodeKind::Document if node.is_quirks() => "BackCompat".to_owned(),
        _ => node.text().to_owned(),
    };
    Line {
        id: node.id(),
        kind: node.kind().name().to_owned(),
        tag: node.tag().to_owned(),
        attributes: node.attributes().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        text,
        value: node.value().map(std::borrow::Cow::into_owned),
        checked: node.checked(),
        scroll: node.scroll(),
        rules: node.sheet().map(|sheet| sheet.texts()).unwrap_or_default(),
        adopted: node.adopted_sheets(),
        is_svg: node.is_svg(),
        ..Line::default()
    }
}
