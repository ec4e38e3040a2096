//! The player's artefacts, each with its name and the reason why it is none of the page's doing.
//!
//! A rule changes the golden's lines towards the recorded page; where the player cannot show what was recorded, it
//! changes ours towards what can be compared. Nothing here may look at which fixture it is.

use std::collections::HashMap;

use scrubjay::dom::sheet::Sheet;

use crate::line::{Line, parent, take_out};

/// Both sides of a comparison.
pub(crate) struct Pair {
    pub(crate) golden: Vec<Line>,
    pub(crate) ours: Vec<Line>,
}

/// An artefact and how it is undone.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    undo: fn(&mut Pair),
}

/// All rules, in the order in which they are applied.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "no page",
        reason: "before a full snapshot the player shows the frame's empty document, whose nodes have no ids",
        undo: |pair| {
            if pair.golden.iter().all(|line| line.id.is_none()) {
                pair.golden.clear();
            }
        },
    },
    Rule {
        name: "script as noscript",
        reason: "rebuild: scripts must not run in the player",
        undo: |pair| retag(pair, "noscript", "script"),
    },
    Rule {
        name: "link as style",
        reason: "rebuild: a link with _cssText is built as a style element, its text in a child of its own making",
        undo: |pair| {
            retag(pair, "style", "link");
            take_out(&mut pair.golden, |lines, at| {
                lines[at].id.is_none() && parent(lines, at).is_some_and(|parent| lines[parent].tag == "link")
            });
            each(&mut pair.ours, |line| {
                if line.tag == "link" {
                    line.attributes.remove("_cssText");
                }
            });
        },
    },
    Rule {
        name: "doctype of quirks frames",
        reason: "rebuild: document.write of an old doctype puts a frame into quirks mode",
        undo: |pair| take_out(&mut pair.golden, |lines, at| lines[at].kind == "doctype" && lines[at].id.is_none()),
    },
    Rule {
        name: "compatMode of frames",
        reason: "a frame whose document is about to load, or has no doctype, is BackCompat whatever was recorded",
        undo: |pair| {
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                if line.kind == "document" {
                    line.text.clear();
                }
            }
        },
    },
    Rule {
        name: "handlers renamed",
        reason: "rebuild: onclick, onload and onmouse* get a leading underscore so that they do not run",
        undo: |pair| {
            each(&mut pair.golden, |line| rename(line, |name| name.strip_prefix('_').filter(|n| n.starts_with("on"))));
        },
    },
    Rule {
        name: "csp-content",
        reason: "rebuild: a content security policy of the page must not rule the player",
        undo: |pair| each(&mut pair.golden, |line| rename(line, |name| (name == "csp-content").then_some("content"))),
    },
    Rule {
        name: "autocomplete",
        reason: "rebuild since 2.2.2: autocomplete=off on every input and textarea",
        undo: |pair| {
            with_ours(pair, |golden, ours| {
                if !ours.attributes.contains_key("autocomplete") {
                    golden.attributes.remove("autocomplete");
                }
            });
        },
    },
    Rule {
        name: "image data",
        reason: "rebuild: rr_dataURL becomes src, the real one is kept in rrweb-original-src",
        undo: |pair| {
            with_ours(pair, |golden, ours| {
                if ours.attributes.contains_key("rr_dataURL") {
                    golden.attributes.remove("src");
                }
            });
            each(&mut pair.golden, |line| {
                rename(line, |name| name.strip_prefix("rrweb-original-"));
            });
        },
    },
    Rule {
        name: "blocked boxes",
        reason: "rebuild: rr_width and rr_height become inline style, PostHog's geometry too",
        undo: |pair| {
            with_ours(pair, |golden, ours| {
                if ours.attributes.contains_key("rr_width") && !ours.attributes.contains_key("style") {
                    golden.attributes.remove("style");
                }
            });
        },
    },
    Rule {
        name: "rr_ attributes",
        reason: "rebuild collects all names that start with rr_ and applies them as state",
        undo: |pair| {
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                line.attributes.retain(|name, _| !name.starts_with("rr_"));
            }
        },
    },
    Rule {
        name: "hover and pause classes",
        reason: "the player marks hovered elements with :hover and the root with rrweb-paused; classes are a set",
        undo: |pair| {
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                if let Some(class) = line.attributes.remove("class") {
                    let mut names: Vec<&str> = class
                        .split_ascii_whitespace()
                        .filter(|name| !matches!(*name, ":hover" | "rrweb-paused"))
                        .collect();
                    names.sort_unstable();
                    if !names.is_empty() {
                        line.attributes.insert("class".to_owned(), names.join(" "));
                    }
                }
            }
        },
    },
    Rule {
        name: "hover rules",
        reason: "adaptCssForReplay: each rule for :hover is doubled for the class .\\:hover",
        undo: |pair| {
            each(&mut pair.golden, |line| {
                line.rules
                    .iter_mut()
                    .chain(line.adopted.iter_mut().flatten())
                    .for_each(|rule| *rule = without_hover(rule));
            });
        },
    },
    Rule {
        name: "canonical style",
        reason: "the browser writes inline styles and rules in its own way",
        undo: |pair| {
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                if let Some(style) = line.attributes.get_mut("style") {
                    *style = canonical_style(style);
                }
                line.rules = canonical(&line.rules);
                for sheet in &mut line.adopted {
                    *sheet = canonical(sheet);
                }
            }
        },
    },
    Rule {
        name: "text of sheets",
        reason: "the text of a style element is adapted for hover and split elsewhere; its rules are compared instead",
        undo: |pair| {
            for lines in [&mut pair.golden, &mut pair.ours] {
                for at in 0..lines.len() {
                    if lines[at].kind == "text" && parent(lines, at).is_some_and(|parent| lines[parent].tag == "style")
                    {
                        lines[at].text.clear();
                    }
                }
                take_out(lines, |lines, at| {
                    lines[at].id.is_none() && parent(lines, at).is_some_and(|parent| lines[parent].tag == "style")
                });
            }
        },
    },
    Rule {
        name: "scroll is clamped",
        reason: "a browser scrolls only as far as its layout allows, and its layout has no images and fonts",
        undo: |pair| {
            with_ours(pair, |golden, ours| {
                let recorded = ours.scroll.unwrap_or_default();
                let (x, y) = golden.scroll.unwrap_or_default();
                if x <= recorded.0 && y <= recorded.1 {
                    golden.scroll = ours.scroll;
                }
            });
            window_scroll(pair);
        },
    },
    Rule {
        name: "expando properties",
        reason: "the player sets checked and value on whatever an input event names; only inputs have them",
        undo: |pair| {
            each(&mut pair.golden, |line| {
                if line.tag != "input" {
                    line.checked = None;
                }
            });
        },
    },
    Rule {
        name: "sanitised values",
        reason: "a browser rewrites what is no number, colour, date or range, and refuses values of files",
        undo: |pair| {
            const SANITISED: [&str; 9] =
                ["range", "number", "color", "date", "time", "month", "week", "datetime-local", "file"];
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                if line.attributes.get("type").is_some_and(|kind| SANITISED.contains(&kind.as_str())) {
                    line.value = None;
                }
            }
        },
    },
    Rule {
        name: "frame sources",
        reason: "the recorder withholds src where it has the document; the player loads about:blank or srcdoc",
        undo: |pair| {
            for line in pair.golden.iter_mut().chain(&mut pair.ours) {
                if line.tag == "iframe" {
                    line.attributes.remove("src");
                    line.attributes.remove("srcdoc");
                }
            }
        },
    },
];

/// A document's scroll position is the window's; in the player's frames it shows on their html element.
fn window_scroll(pair: &mut Pair) {
    let documents = pair.ours.iter().filter(|line| line.kind == "document");
    let most = documents.filter_map(|line| line.scroll).fold((0.0_f64, 0.0_f64), |a, b| (a.0.max(b.0), a.1.max(b.1)));
    for line in pair.golden.iter_mut().chain(&mut pair.ours) {
        let within = line.scroll.is_some_and(|(x, y)| x <= most.0 && y <= most.1);
        if line.kind == "document" || (line.tag == "html" && within) {
            line.scroll = None;
        }
    }
}

/// Undoes all artefacts on both sides.
pub(crate) fn undo(pair: &mut Pair) {
    for rule in RULES {
        assert!(!rule.name.is_empty() && !rule.reason.is_empty());
        (rule.undo)(pair);
    }
}

fn each(lines: &mut [Line], change: impl Fn(&mut Line)) {
    lines.iter_mut().for_each(change);
}

/// Changes each line of the golden that has an id, together with our line of the same id.
fn with_ours(pair: &mut Pair, change: impl Fn(&mut Line, &Line)) {
    let ours: HashMap<i64, &Line> = pair.ours.iter().filter_map(|line| Some((line.id?, line))).collect();
    for line in &mut pair.golden {
        if let Some(ours) = line.id.and_then(|id| ours.get(&id)) {
            change(line, ours);
        }
    }
}

fn retag(pair: &mut Pair, built: &str, recorded: &str) {
    with_ours(pair, |golden, ours| {
        if golden.tag == built && ours.tag == recorded {
            recorded.clone_into(&mut golden.tag);
        }
    });
}

fn rename(line: &mut Line, new: impl Fn(&str) -> Option<&str>) {
    let renamed: Vec<String> = line.attributes.keys().filter(|name| new(name).is_some()).cloned().collect();
    for name in renamed {
        let value = line.attributes.remove(&name).unwrap_or_default();
        line.attributes.insert(new(&name).unwrap_or_default().to_owned(), value);
    }
}

fn without_hover(rule: &str) -> String {
    let Some((selectors, body)) = rule.split_once('{') else { return rule.to_owned() };
    let kept: Vec<&str> = selectors.split(',').filter(|selector| !selector.contains(".\\:hover")).collect();
    format!("{} {{{body}", kept.join(",").trim_end())
}

fn canonical(rules: &[String]) -> Vec<String> {
    Sheet::parse(&rules.join("\n")).canonical()
}

fn canonical_style(style: &str) -> String {
    let mut text = canonical(&[format!("x {{ {style} }}")]).join("");
    // The order of declarations says nothing that the values do not.
    let mut parts: Vec<&str> = text.trim_start_matches("x {").trim_end_matches('}').trim().split("; ").collect();
    for part in &mut parts {
        *part = part.trim_end_matches(';');
    }
    parts.sort_unstable();
    text = parts.join("; ");
    text
}
