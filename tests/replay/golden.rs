//! Reads a golden's outline.

use serde_json::Value;

use crate::line::Line;

/// One frame of a golden file.
pub(crate) struct Frame {
    /// Events earlier than this many milliseconds after the first are applied.
    pub(crate) at: f64,
    pub(crate) lines: Vec<Line>,
}

pub(crate) fn frames(text: &str) -> Vec<Frame> {
    let golden: Value = serde_json::from_str(text).expect("a golden is JSON");
    let frames = golden["frames"].as_array().expect("a golden has frames");
    frames
        .iter()
        .filter_map(|frame| {
            let tree = frame["tree"].as_str()?;
            Some(Frame { at: frame["t"].as_f64()?, lines: lines(tree) })
        })
        .collect()
}

fn lines(tree: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for text in tree.split('\n').filter(|text| !text.is_empty()) {
        let rest = text.trim_start_matches(' ');
        let depth = (text.len() - rest.len()) / 2;
        if let Some(rest) = rest.strip_prefix("@adopted[") {
            let (_, rules) = rest.split_once("] ").expect("an adopted sheet has rules");
            let rules = serde_json::from_str(rules).expect("rules are a JSON list");
            // A document's sheets come before its children, a shadow root's after them.
            let adopter = lines.iter_mut().rev().find(|line| line.depth < depth).expect("somebody adopts it");
            adopter.adopted.push(rules);
            continue;
        }
        let (id, rest) = match rest.strip_prefix('#').and_then(|rest| rest.split_once(' ')) {
            Some((id, rest)) => (id.parse().ok(), rest),
            None => (None, rest),
        };
        lines.push(Line { depth, id, ..node(rest) });
    }
    lines
}

fn node(rest: &str) -> Line {
    if rest.starts_with('<') {
        return element(rest);
    }
    let (kind, detail) = rest.split_once(' ').unwrap_or((rest, ""));
    let text = match kind {
        "text" | "comment" | "cdata" => serde_json::from_str(detail).expect("text is a JSON string"),
        _ => detail.to_owned(),
    };
    Line { kind: kind.to_owned(), text, ..Line::default() }
}

/// `<tag a="1" b="2"> !value="x" !checked=false`
fn element(rest: &str) -> Line {
    let end = rest.find([' ', '>']).expect("a tag ends");
    let mut line = Line::element(&rest[1..end]);
    let mut rest = &rest[end..];
    while let Some(after) = rest.strip_prefix(' ') {
        let (name, after) = after.split_once('=').expect("an attribute has a value");
        let (value, after) = json_string(after);
        line.attributes.insert(name.to_owned(), value);
        rest = after;
    }
    rest = rest.strip_prefix('>').expect("a start tag ends");
    while let Some(after) = rest.strip_prefix(" !") {
        let (name, after) = after.split_once('=').expect("a property has a value");
        rest = property(&mut line, name, after);
    }
    assert_eq!(rest, "", "the line is understood to its end");
    line
}

fn property<'a>(line: &mut Line, name: &str, after: &'a str) -> &'a str {
    match name {
        "value" => {
            let (value, after) = json_string(after);
            line.value = Some(value);
            after
        }
        "rules" => {
            let mut stream = serde_json::Deserializer::from_str(after).into_iter::<Vec<String>>();
            line.rules = stream.next().expect("rules are there").expect("rules are a JSON list");
            &after[stream.byte_offset()..]
        }
        _ => {
            let (word, after) = after.split_at(after.find(' ').unwrap_or(after.len()));
            match name {
                "checked" => line.checked = Some(word == "true"),
                "ns" => line.is_svg = word == "svg",
                "scroll" => {
                    let (x, y) = word.split_once(',').expect("two coordinates");
                    line.scroll = x.parse().ok().zip(y.parse().ok());
                }
                other => panic!("unknown property !{other}"),
            }
            after
        }
    }
}

fn json_string(text: &str) -> (String, &str) {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = stream.next().expect("a value is there").expect("a value is a JSON string");
    (value, &text[stream.byte_offset()..])
}
