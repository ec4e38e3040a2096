//! A story: a recording in a few lines, for instance
//!
//! ```text
//! ## A handler fails
//!   0     page   https://shop.test/ <button id=buy>Buy</button>
//! > 2000  click  #buy
//!   2004  error  TypeError: x is null | buy.onclick (https://shop.test/a.js:1:2)
//! ```
//!
//! A line is a time in ms, a verb, and what the verb takes; before it may stand a mark, which the suites give a meaning:
//! `>` the true cause, `!` what must not be taken for one, `?` what is to be explained. `=` begins the signals that are
//! expected, each with its time. A custom event's tag has `_` for its spaces.

use scrubjay::archive::Input;
use scrubjay::clock::Time;
use scrubjay::event::Kind;
use scrubjay::recording::{Recording, Want};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One story.
pub(crate) struct Story {
    pub(crate) title: String,
    /// What `=` says, word by word.
    pub(crate) expected: Vec<String>,
    pub(crate) marks: Vec<Mark>,
    events: Vec<(u64, Value)>,
    page: Page,
}

/// A marked line: its mark, when it was, and what sort of event it is.
pub(crate) struct Mark {
    pub(crate) sign: char,
    pub(crate) at: Time,
    pub(crate) kind: Kind,
}

/// When every story begins, epoch milliseconds.
const START: u64 = 1_700_000_000_000;

/// The instant of a story's time.
pub(crate) fn instant(ms: u64) -> Time {
    Time::from_ms(f64::from(u32::try_from(ms).unwrap()) + 1_700_000_000_000.0).unwrap()
}

/// The stories of a file.
pub(crate) fn stories(text: &str) -> Vec<Story> {
    let parts = text.split("\n## ").skip(1);
    parts.map(|part| Story::new(part.split_once('\n').unwrap())).collect()
}

impl Story {
    fn new((title, body): (&str, &str)) -> Self {
        let mut story = Self {
            title: title.to_owned(),
            expected: Vec::new(),
            marks: Vec::new(),
            events: Vec::new(),
            page: Page::default(),
        };
        for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_at(1) {
                ("=", words) => story.expected = words.split_whitespace().map(str::to_owned).collect(),
                (mark @ (">" | "!" | "?"), line) => story.line(line.trim(), mark.chars().next()),
                _ => story.line(line, None),
            }
        }
        story.events.sort_by_key(|(at, _)| *at);
        story
    }

    /// The recording.
    pub(crate) fn recording(&self) -> Recording {
        let lines: Vec<String> = self.events.iter().map(|(_, event)| event.to_string()).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), lines.join("\n")).unwrap();
        let input = Input::Path(file.path().to_owned());
        let recording = Recording::load(&[input], Want::Everything);
        recording.unwrap_or_else(|error| panic!("{}: {error}", self.title))
    }

    fn line(&mut self, line: &str, mark: Option<char>) {
        let (at, rest) = line.split_once(char::is_whitespace).unwrap_or_else(|| panic!("{}: {line}", self.title));
        let at: u64 = at.parse().unwrap_or_else(|_| panic!("{}: {line}", self.title));
        let (verb, rest) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let kind = self.tell(at, verb, rest.trim());
        self.marks.extend(mark.map(|sign| Mark { sign, at: instant(at), kind }));
    }

    fn tell(&mut self, at: u64, verb: &str, rest: &str) -> Kind {
        let (first, more) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let more = more.trim();
        match verb {
            "page" => self.load(at, first, more),
            "route" => self.custom(at, "$pageview", &json!({ "href": first }), Kind::Page),
            "custom" => self.custom(
                at,
                &first.replace('_', " "),
                &serde_json::from_str(more).unwrap_or(json!(more)),
                Kind::Custom,
            ),
            "click" => self.click(at, first, more),
            "tap" => {
                self.interaction(at.saturating_sub(60), 7, first, more);
                self.interaction(at, 9, first, more);
                Kind::Touch
            }
            "down" => self.gesture(at, 1, first, Kind::Pointer),
            "dblclick" => self.gesture(at, 4, first, Kind::Pointer),
            "focus" => self.gesture(at, 5, first, Kind::Focus),
            "blur" => self.gesture(at, 6, first, Kind::Focus),
            "input" => self.about(at, first, json!({ "source": 5, "text": more, "isChecked": false }), Kind::Input),
            "scroll" => self.about(at, first, json!({ "source": 3, "x": 0, "y": 400 }), Kind::Scroll),
            "canvas" => {
                self.about(at, first, json!({ "source": 9, "type": 0, "property": "fill", "args": [] }), Kind::Canvas)
            }
            "resize" => self.incremental(at, &json!({ "source": 4, "width": 800, "height": 600 }), Kind::Viewport),
            "select" => self.select(at, first),
            "move" => self.moves(at, rest),
            "text" => self.text(at, first, more),
            "attr" => self.attribute(at, first, more),
            "add" => self.add(at, first, more),
            "remove" => self.remove(at, first),
            "error" | "warn" | "log" => self.console(at, verb, rest),
            "request" => self.request(at, rest),
            _ => panic!("{}: unknown verb {verb}", self.title),
        }
    }

    fn event(&mut self, at: u64, event: u8, data: &Value) {
        self.events.push((at, json!({ "type": event, "data": data, "timestamp": START + at })));
    }

    fn incremental(&mut self, at: u64, data: &Value, kind: Kind) -> Kind {
        self.event(at, 3, data);
        kind
    }

    fn about(&mut self, at: u64, selector: &str, mut data: Value, kind: Kind) -> Kind {
        data["id"] = json!(self.page.id(selector, &self.title));
        self.incremental(at, &data, kind)
    }

    fn custom(&mut self, at: u64, tag: &str, payload: &Value, kind: Kind) -> Kind {
        self.event(at, 5, &json!({ "tag": tag, "payload": payload }));
        kind
    }

    fn load(&mut self, at: u64, href: &str, html: &str) -> Kind {
        self.event(at, 4, &json!({ "href": href, "width": 1000, "height": 700 }));
        let body = self.page.read(html);
        let [document, root, body_id] = [self.page.next(), self.page.next(), self.page.next()];
        self.page.add(body_id, "body", BTreeMap::new());
        let element = |id, tag: &str, children: Value| json!({ "type": 2, "id": id, "tagName": tag, "attributes": {}, "childNodes": children });
        let html = element(root, "html", json!([element(body_id, "body", json!(body))]));
        let node = json!({ "type": 0, "id": document, "childNodes": [html] });
        self.event(at, 2, &json!({ "node": node, "initialOffset": { "left": 0, "top": 0 } }));
        Kind::Page
    }

    /// The button goes down, up, and the click comes, somewhere on the node or where it is said: `@120,40`.
    fn click(&mut self, at: u64, selector: &str, place: &str) -> Kind {
        self.interaction(at.saturating_sub(40), 1, selector, place);
        self.interaction(at.saturating_sub(1), 0, selector, place);
        self.interaction(at, 2, selector, place);
        Kind::Click
    }

    fn gesture(&mut self, at: u64, what: u8, selector: &str, kind: Kind) -> Kind {
        self.interaction(at, what, selector, "");
        kind
    }

    fn interaction(&mut self, at: u64, what: u8, selector: &str, place: &str) {
        let id = self.page.id(selector, &self.title);
        let (x, y) = place.strip_prefix('@').map_or((id * 50, 100), |place| {
            let (x, y) = place.split_once(',').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        });
        self.event(at, 3, &json!({ "source": 2, "type": what, "id": id, "x": x, "y": y }));
    }

    fn select(&mut self, at: u64, selector: &str) -> Kind {
        let id = self.page.id(selector, &self.title);
        let range = json!({ "start": id, "startOffset": 0, "end": id, "endOffset": 1 });
        self.incremental(at, &json!({ "source": 14, "ranges": [range] }), Kind::Selection)
    }

    /// The pointer's way, a place every 50 ms, the last at the time of the line.
    fn moves(&mut self, at: u64, places: &str) -> Kind {
        let places: Vec<&str> = places.split_whitespace().collect();
        let positions = places.iter().rev().zip(0i64..).map(|(place, back)| {
            let (x, y) = place.split_once(',').unwrap();
            let [x, y]: [i64; 2] = [x.parse().unwrap(), y.parse().unwrap()];
            json!({ "x": x, "y": y, "id": 1, "timeOffset": -50 * back })
        });
        let positions: Vec<Value> = positions.collect::<Vec<_>>().into_iter().rev().collect();
        self.incremental(at, &json!({ "source": 1, "positions": positions }), Kind::Move)
    }

    fn mutation(&mut self, at: u64, list: &str, change: &Value) -> Kind {
        let mut data = json!({ "source": 0, "adds": [], "removes": [], "texts": [], "attributes": [] });
        data[list] = json!([change]);
        self.incremental(at, &data, Kind::Mutation)
    }

    fn text(&mut self, at: u64, selector: &str, value: &str) -> Kind {
        let id = self.page.text_of(selector, &self.title);
        self.mutation(at, "texts", &json!({ "id": id, "value": value }))
    }

    fn attribute(&mut self, at: u64, selector: &str, change: &str) -> Kind {
        let (name, value) = change.split_once(char::is_whitespace).unwrap_or((change, ""));
        let id = self.page.id(selector, &self.title);
        self.mutation(at, "attributes", &json!({ "id": id, "attributes": { name: value } }))
    }

    fn add(&mut self, at: u64, parent: &str, html: &str) -> Kind {
        let parent = self.page.id(parent, &self.title);
        let node = self.page.read(html).swap_remove(0);
        self.mutation(at, "adds", &json!({ "parentId": parent, "nextId": null, "node": node }))
    }

    fn remove(&mut self, at: u64, selector: &str) -> Kind {
        let id = self.page.id(selector, &self.title);
        let parent = self.page.id("body", &self.title);
        self.mutation(at, "removes", &json!({ "parentId": parent, "id": id }))
    }

    /// A line of the console: the message, then the stack's calls, each behind a bar.
    fn console(&mut self, at: u64, level: &str, rest: &str) -> Kind {
        let mut parts = rest.split(" | ");
        let message = parts.next().unwrap_or_default().replace("\\n", "\n");
        let trace: Vec<&str> = parts.collect();
        let payload = json!({ "level": level, "trace": trace, "payload": [json!(message).to_string()] });
        self.event(at, 6, &json!({ "plugin": "rrweb/console@1", "payload": payload }));
        Kind::Console
    }

    /// `POST https://a.test/x 500 120 initiator {"error":"x"}`: sent at the line's time, it took 120 ms, and is reported
    /// three seconds later. A status of `-` is none; the initiator is `fetch` where none is told.
    fn request(&mut self, at: u64, rest: &str) -> Kind {
        let words: Vec<&str> = rest.splitn(6, char::is_whitespace).collect();
        let [method, url, status, took] = words[..4] else { panic!("{}: {rest}", self.title) };
        let took: u64 = took.parse().unwrap();
        let initiator = words.get(4).copied().unwrap_or("fetch");
        let mut request = json!({
            "name": url, "entryType": "resource", "startTime": at, "duration": took, "timestamp": START + at,
            "initiatorType": initiator, "status": status.parse::<u16>().unwrap_or(0), "responseBody": words.get(5),
        });
        if matches!(initiator, "fetch" | "xmlhttprequest") {
            request["method"] = json!(method);
        }
        let payload = json!({ "requests": [request] });
        self.event(at + took + 3000, 6, &json!({ "plugin": "rrweb/network@1", "payload": payload }));
        Kind::Network
    }
}

/// The nodes of the page that a story shows.
#[derive(Default)]
struct Page {
    last: i64,
    nodes: Vec<Known>,
}

/// A node, as selectors find it.
struct Known {
    id: i64,
    tag: String,
    attributes: BTreeMap<String, String>,
    /// The first text in it.
    text: Option<i64>,
}

impl Page {
    fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    fn add(&mut self, id: i64, tag: &str, attributes: BTreeMap<String, String>) {
        self.nodes.push(Known { id, tag: tag.to_owned(), attributes, text: None });
    }

    /// The newest node that `#id`, `.class` or a tag names.
    fn find(&self, selector: &str, story: &str) -> &Known {
        let has = |known: &&Known| match selector.split_at(1) {
            ("#", id) => known.attributes.get("id").is_some_and(|own| own == id),
            (".", class) => known.attributes.get("class").is_some_and(|own| own.split(' ').any(|own| own == class)),
            _ => known.tag == selector,
        };
        self.nodes.iter().rev().find(has).unwrap_or_else(|| panic!("{story}: no {selector}"))
    }

    fn id(&self, selector: &str, story: &str) -> i64 {
        self.find(selector, story).id
    }

    fn text_of(&self, selector: &str, story: &str) -> i64 {
        self.find(selector, story).text.unwrap_or_else(|| panic!("{story}: no text in {selector}"))
    }

    /// Reads well-formed HTML: elements with attributes, and text.
    fn read(&mut self, html: &str) -> Vec<Value> {
        let mut rest = html.trim();
        self.children(&mut rest)
    }

    fn children(&mut self, rest: &mut &str) -> Vec<Value> {
        let mut children = Vec::new();
        while !rest.is_empty() && !rest.starts_with("</") {
            if let Some(tag) = rest.strip_prefix('<') {
                let (head, tail) = tag.split_once('>').unwrap();
                *rest = tail;
                children.push(self.element(head, rest));
            } else {
                let (text, tail) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                *rest = tail;
                if !text.trim().is_empty() {
                    children.push(json!({ "type": 3, "id": self.next(), "textContent": text.trim() }));
                }
            }
        }
        children
    }

    fn element(&mut self, head: &str, rest: &mut &str) -> Value {
        const VOID: [&str; 4] = ["input", "img", "br", "hr"];
        let (tag, attributes) = head.split_once(' ').unwrap_or((head, ""));
        let attributes = attributes_of(attributes);
        let id = self.next();
        self.add(id, tag, attributes.clone());
        let place = self.nodes.len() - 1;
        let children = if VOID.contains(&tag) { Vec::new() } else { self.children(rest) };
        if !VOID.contains(&tag) {
            *rest = rest.split_once('>').unwrap().1;
        }
        self.nodes[place].text = children.iter().find(|child| child["type"] == 3).and_then(|text| text["id"].as_i64());
        json!({ "type": 2, "id": id, "tagName": tag, "attributes": attributes, "childNodes": children })
    }
}

/// `id=a class='b c' disabled`.
fn attributes_of(mut rest: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        let quoted = tail.strip_prefix("='").map(|quoted| quoted.split_once('\'').unwrap());
        let (value, tail) = match (quoted, tail.strip_prefix('=')) {
            (Some(quoted), _) => quoted,
            (None, Some(plain)) => plain.split_at(plain.find(' ').unwrap_or(plain.len())),
            (None, None) => ("", tail),
        };
        attributes.insert(name.to_owned(), value.to_owned());
        rest = tail;
    }
    attributes
}
