//! JSON as rows that fold, laid over the text they came in.
//!
//! [`Json::read`] walks the text once, without recursion and without a value tree: a row is a few offsets, so an event of
//! 10 MB costs about its own size again. It is built on a worker; what is drawn is cut to the screen first and
//! tokenised afterwards. Wrong JSON is shown as far as it goes.

/// The most rows kept of one text; beyond, [`Json::rest`] says how much was left out.
const MOST_ROWS: usize = 300_000;

/// The rows that are opened at first, counted over the whole text.
const OPEN_AT_FIRST: usize = 60;

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{…}` with its fields as rows below.
    Object,
    /// `[…]` with its items as rows below.
    Array,
    /// A string, quotes included.
    String,
    /// A number.
    Number,
    /// `true`, `false`, `null`, or something that is no JSON.
    Word,
}

/// One value: where it stands in the text and in the tree of rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// 0 for the whole text's value.
    pub(crate) depth: u32,
    /// What stands there.
    pub(crate) shape: Shape,
    /// The first row after this one's own rows.
    pub(crate) end: u32,
    /// For a container the rows directly inside.
    pub(crate) items: u32,
    /// The place among the container's items.
    place: u32,
    key: (u32, u32),
    value: (u32, u32),
}

/// What a row is called in its container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name<'j> {
    /// The outermost value.
    None,
    /// A field's name as written, without quotes.
    Key(&'j str),
    /// An item's place.
    Place(u32),
}

/// A JSON text and its rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Json {
    text: String,
    rows: Vec<Row>,
    rest: usize,
}

impl Json {
    /// Lays rows over a JSON text.
    pub(crate) fn read(text: String) -> Self {
        let mut scan = Scan { bytes: text.as_bytes(), at: 0, rows: Vec::new(), stack: Vec::new() };
        scan.run();
        let (rows, rest) = (scan.rows, text.len() - scan.at);
        Self { text, rows, rest }
    }

    /// The rows, a container's right after it.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The bytes of the text that no row shows.
    pub(crate) fn rest(&self) -> usize {
        self.rest
    }

    /// The size of the whole text in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// A row's value as written in the text.
    pub(crate) fn value(&self, row: &Row) -> &str {
        slice(&self.text, row.value)
    }

    /// What a row is called in its container.
    pub(crate) fn name(&self, row: &Row) -> Name<'_> {
        match (row.depth, row.key) {
            (0, _) => Name::None,
            (_, (from, to)) if from < to => Name::Key(slice(&self.text, (from + 1, to - 1))),
            _ => Name::Place(row.place),
        }
    }

    /// The rows opened at first: breadth first, as many as make a screen or two.
    pub(crate) fn open_at_first(&self) -> Vec<u32> {
        let mut open = Vec::new();
        let (mut shown, mut next) = (1, 0);
        let mut queue = vec![0u32];
        while let Some(&at) = queue.get(next) {
            next += 1;
            let Some(row) = self.rows.get(at as usize).filter(|row| row.items > 0) else { continue };
            if at != 0 && shown + row.items as usize > OPEN_AT_FIRST {
                continue;
            }
            shown += row.items as usize;
            open.push(at);
            let mut child = at + 1;
            while child < row.end && queue.len() < OPEN_AT_FIRST * 2 {
                queue.push(child);
                child = self.rows[child as usize].end;
            }
        }
        open
    }

    /// The row whose rows hold this one.
    pub(crate) fn parent(&self, at: u32) -> Option<u32> {
        let depth = self.rows.get(at as usize)?.depth;
        self.rows[..at as usize].iter().rposition(|row| row.depth < depth).and_then(|at| u32::try_from(at).ok())
    }
}

fn slice(text: &str, (from, to): (u32, u32)) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    rows: Vec<Row>,
    stack: Vec<usize>,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b':' => self.at += 1,
                b'}' | b']' => self.close(),
                _ if self.rows.len() >= MOST_ROWS => break,
                _ => self.value(),
            }
            if self.stack.is_empty() && !self.rows.is_empty() {
                self.peek();
                break;
            }
        }
        let (end, at) = (count(self.rows.len()), count(self.at));
        for open in self.stack.drain(..) {
            self.rows[open].end = end;
            self.rows[open].value.1 = at;
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(open) = self.stack.pop() {
            self.rows[open].end = count(self.rows.len());
            self.rows[open].value.1 = count(self.at);
        }
    }

    fn value(&mut self) {
        let parent = self.stack.last().copied();
        let in_object = parent.is_some_and(|at| self.rows[at].shape == Shape::Object);
        let key = if in_object && self.bytes[self.at] == b'"' { self.string() } else { (0, 0) };
        if in_object && self.peek() == Some(b':') {
            self.at += 1;
        }
        let Some(first) = self.peek().filter(|byte| !matches!(byte, b'}' | b']' | b',')) else { return };
        let place = parent.map_or(0, |at| {
            self.rows[at].items += 1;
            self.rows[at].items - 1
        });
        let (start, row) = (count(self.at), self.rows.len());
        let (shape, value) = match first {
            b'{' | b'[' => {
                self.at += 1;
                (if first == b'{' { Shape::Object } else { Shape::Array }, (start, start + 1))
            }
            b'"' => (Shape::String, self.string()),
            b'-' | b'0'..=b'9' => (Shape::Number, self.word()),
            _ => (Shape::Word, self.word()),
        };
        let depth = count(self.stack.len());
        self.rows.push(Row { depth, shape, end: count(row + 1), items: 0, place, key, value });
        if matches!(shape, Shape::Object | Shape::Array) {
            self.stack.push(row);
        }
    }

    /// The span of the string that starts here, quotes included.
    fn string(&mut self) -> (u32, u32) {
        let start = self.at;
        let mut at = start + 1;
        while let Some(found) = memchr::memchr2(b'"', b'\\', self.bytes.get(at..).unwrap_or_default()) {
            at += found + 1;
            if self.bytes[at - 1] == b'"' {
                self.at = at;
                return (count(start), count(at));
            }
            at += 1;
        }
        self.at = self.bytes.len();
        (count(start), count(self.at))
    }

    fn word(&mut self) -> (u32, u32) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let stop = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b':' | b'"') || byte.is_ascii_whitespace();
        self.at = start + rest.iter().position(stop).unwrap_or(rest.len()).max(1);
        (count(start), count(self.at))
    }
}

/// Offsets and counts fit: a body is capped far below 4 GiB before it comes here.
fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// What a stretch of JSON text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Brackets, commas, colons.
    Mark,
    /// A field's name, quotes included.
    Key,
    /// A string, quotes included.
    String,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Word,
}

/// The tokens of one line of JSON, white space between them dropped, in order.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = (Token, &str)> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, rows: Vec::new(), stack: Vec::new() };
    std::iter::from_fn(move || {
        let first = scan.peek()?;
        let start = scan.at;
        let token = match first {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => {
                scan.at += 1;
                Token::Mark
            }
            b'"' => {
                scan.string();
                if is_key(&scan.bytes[scan.at..]) { Token::Key } else { Token::String }
            }
            b'-' | b'0'..=b'9' => {
                scan.word();
                Token::Number
            }
            _ => {
                scan.word();
                Token::Word
            }
        };
        Some((token, text.get(start..scan.at).unwrap_or_default()))
    })
}

fn is_key(after: &[u8]) -> bool {
    after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

/// What a JSON string (quotes included) says: escapes undone, lone surrogates as U+FFFD.
pub(crate) fn unquote(string: &str) -> String {
    serde_json::from_str(string).unwrap_or_else(|_| string.trim_matches('"').to_owned())
}

/// The longest start of a text that is at most so many bytes and ends between characters.
pub(crate) fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The rows of a range of row numbers that show when these containers are open.
pub(crate) fn shown(json: &Json, is_open: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(row) = json.rows.get(at as usize) {
        out.push(at);
        at = if row.items > 0 && is_open(at) { at + 1 } else { row.end };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outline(json: &Json) -> String {
        json.rows()
            .iter()
            .map(|row| format!("{}{:?} {:?} {}", "  ".repeat(row.depth as usize), json.name(row), row.shape, row.items))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn every_value_is_a_row_under_its_container() {
        let json = Json::read(r#" {"type": 3, "data":{"adds":[{"id":1},[]],"text":"a\"}\\"},"ok":null} "#.into());
        assert_eq!(
            outline(&json),
            "None Object 3\n  Key(\"type\") Number 0\n  Key(\"data\") Object 2\n    Key(\"adds\") Array 2\n      \
             Place(0) Object 1\n        Key(\"id\") Number 0\n      Place(1) Array 0\n    Key(\"text\") String 0\n  \
             Key(\"ok\") Word 0"
        );
        assert_eq!(json.value(&json.rows()[2]), r#"{"adds":[{"id":1},[]],"text":"a\"}\\"}"#);
        assert_eq!(json.rows()[3].end, 7);
        assert_eq!(json.parent(5), Some(4));
        assert_eq!(json.rest(), 0);
    }

    #[test]
    fn only_open_containers_show_their_rows() {
        let json = Json::read(r#"{"a":[1,2],"b":{"c":3}}"#.into());
        assert_eq!(shown(&json, |_| false), [0]);
        assert_eq!(shown(&json, |at| at == 0), [0, 1, 4]);
        assert_eq!(shown(&json, |at| at != 1), [0, 1, 4, 5]);
        assert_eq!(json.open_at_first(), [0, 1, 4]);
    }

    #[test]
    fn a_long_text_opens_only_as_far_as_a_screen_or_two() {
        let items = vec!["{\"id\":1}"; 10_000].join(",");
        let json = Json::read(format!("{{\"type\":3,\"data\":{{\"adds\":[{items}]}}}}"));
        let open = json.open_at_first();
        assert!(shown(&json, |at| open.contains(&at)).len() <= OPEN_AT_FIRST);
        assert_eq!(json.rows().len(), 20_004);
    }

    #[test]
    fn rows_have_a_cap_and_the_rest_is_counted() {
        let json = Json::read(format!("[{}]", vec!["0"; MOST_ROWS + 10].join(",")));
        assert_eq!(json.rows().len(), MOST_ROWS);
        assert!(json.rest() > 10);
    }

    #[test]
    fn depth_costs_no_stack() {
        let json = Json::read("[".repeat(200_000));
        assert_eq!(json.rows().len(), 200_000);
        assert_eq!(json.open_at_first().len(), OPEN_AT_FIRST - 1);
    }

    #[test]
    fn tokens_carry_their_kind() {
        let found: Vec<_> = tokens(r#"{"k" : "v", "n":-1.5e3,"w":true}"#).collect();
        assert_eq!(found[1], (Token::Key, "\"k\""));
        assert_eq!(found[3], (Token::String, "\"v\""));
        assert_eq!(found[7], (Token::Number, "-1.5e3"));
        assert_eq!(found[11], (Token::Word, "true"));
    }

    proptest! {
        #[test]
        fn any_bytes_make_rows_that_nest(text in "[\\[\\]{}:,\"\\\\a1 é]{0,60}") {
            let json = Json::read(text);
            let len = u32::try_from(json.rows().len()).unwrap();
            for (at, row) in json.rows().iter().enumerate() {
                prop_assert!(row.end > u32::try_from(at).unwrap() && row.end <= len);
                let _ = (json.value(row), json.name(row));
            }
            let all = shown(&json, |_| true);
            prop_assert_eq!(all.len(), json.rows().len());
        }
    }
}
