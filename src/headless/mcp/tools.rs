//! The verbs as tools: their arguments' schema, read off the command line's types, and what a call answers.
//!
//! A call becomes the command line that would ask the same, word by word and with no shell between, so that what a tool
//! takes, refuses and answers is what the verb does with `--json`.

use super::super::{Out, Sink, answer, mistake};
use super::shelf::Shelf;
use crate::cli::{self, Tool, ToolOption, Type, Verb};
use crate::error::{Failure, FailureKind};
use crate::text;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// An answer that no budget bounds may be so long, in bytes; a longer one is refused with a word about smaller ones.
const MOST: usize = 100_000;

/// The tools of a server.
pub(super) struct Tools {
    all: Vec<Tool>,
    shelf: Shelf,
    budget: usize,
}

/// What a call answers.
pub(super) struct Answer {
    /// The records, if there are any, and what is to be said beside them.
    pub(super) texts: Vec<String>,
    /// Whether the call was wrong, or failed.
    pub(super) is_error: bool,
}

/// No such tool.
#[derive(Debug, thiserror::Error)]
#[error("there is no tool {name:?}{}; the tools are {known}", near.as_ref().map(|near| format!(", did you mean {near}?")).unwrap_or_default())]
pub(super) struct Unknown {
    name: String,
    near: Option<String>,
    known: String,
}

impl Tools {
    pub(super) fn new(shelf: Shelf, budget: usize) -> Self {
        Self { all: cli::tools(), shelf, budget }
    }

    /// Every tool as the protocol describes it.
    pub(super) fn list(&self) -> Vec<Value> {
        self.all.iter().map(|tool| self.describe(tool)).collect()
    }

    fn describe(&self, tool: &Tool) -> Value {
        let mut properties = Map::new();
        let mut required: Vec<&str> = Vec::new();
        if tool.reads_one {
            properties.insert("archive".to_owned(), self.archive());
            required.extend((self.shelf.named().len() > 1).then_some("archive"));
        }
        for option in &tool.options {
            properties.insert(option.name.clone(), self.property(option));
            required.extend(option.required.then_some(option.name.as_str()));
        }
        json!({
            "name": tool.name,
            "title": format!("scrubjay {}", tool.name),
            "description": tool.about,
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            },
            "annotations": {"readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false},
        })
    }

    fn archive(&self) -> Value {
        let named: Vec<String> = self.shelf.named().iter().map(|path| path.display().to_string()).collect();
        let about = "The recording, by path, file name or id";
        // In a directory there may be more than its name.
        if self.shelf.named().iter().any(|path| path.is_dir()) {
            return json!({"type": "string", "description": format!("{about}: {}, or a file in it", named.join(", "))});
        }
        json!({"type": "string", "description": format!("{about}: {}", named.join(", "))})
    }

    fn property(&self, option: &ToolOption) -> Value {
        let mut one = match &option.takes {
            Type::Flag => json!({"type": "boolean"}),
            Type::Number => json!({"type": "integer"}),
            Type::Word(words) => json!({"type": "string", "enum": words}),
            Type::Text => json!({"type": "string"}),
        };
        if option.many {
            one = json!({"type": "array", "items": one});
        }
        one["description"] = json!(option.about);
        if option.name == "budget" {
            one["default"] = json!(self.budget.to_string());
        } else if let Some(default) = &option.default {
            one["default"] = json!(default);
        }
        one
    }

    /// Answers a call. What is wrong with its arguments is an answer too, so that the caller can do better.
    pub(super) fn call(&mut self, name: &str, arguments: &Map<String, Value>) -> Result<Answer, Unknown> {
        let Some(tool) = self.all.iter().find(|tool| tool.name == name).cloned() else {
            return Err(self.unknown(name));
        };
        let bounded = tool.options.iter().any(|option| option.name == "budget");
        Ok(match self.ask(&tool, arguments) {
            Ok((Ok(()), said)) => said.fit(bounded, true),
            Ok((Err(failure), said)) if failure.kind == FailureKind::No => said.with(&failure).fit(bounded, true),
            Ok((Err(failure), said)) => said.with(&failure).fit(bounded, false),
            Err(failure) => Said::default().with(&failure).fit(bounded, false),
        })
    }

    fn unknown(&self, name: &str) -> Unknown {
        let known: Vec<&str> = self.all.iter().map(|tool| tool.name.as_str()).collect();
        let near = text::nearest(name, known.iter().copied()).map(str::to_owned);
        Unknown { name: name.to_owned(), near, known: known.join(" ") }
    }

    /// The verb's own answer, and all that it said; or why it cannot be asked.
    fn ask(&mut self, tool: &Tool, arguments: &Map<String, Value>) -> Result<(Result<(), Failure>, Said), Failure> {
        let (verb, words) = self.command(tool, arguments)?;
        let held = Held::default();
        let mut out = Out::for_call(Box::new(held.clone()), words);
        let library = &mut self.shelf;
        let asked = catch_unwind(AssertUnwindSafe(|| answer(&verb, library, &mut out)));
        let asked = asked.unwrap_or_else(|_| Err(Failure::fault("a fault of scrubjay's; standard error tells more")));
        let notes = out.end()?;
        let data = String::from_utf8_lossy(&held.0.take()).into_owned();
        Ok((asked, Said { data, notes }))
    }

    /// The command line of a call: read, and in words.
    fn command(&self, tool: &Tool, arguments: &Map<String, Value>) -> Result<(Verb, Vec<String>), Failure> {
        let mut words = vec!["scrubjay".to_owned(), tool.name.clone()];
        let archive = arguments.get("archive").filter(|_| tool.reads_one);
        let archive =
            archive.map(|name| name.as_str().ok_or_else(|| Failure::usage("archive is a string"))).transpose()?;
        let paths = if tool.reads_one { vec![self.shelf.find(archive)?] } else { self.shelf.named().to_vec() };
        for (name, value) in arguments.iter().filter(|(name, _)| !tool.reads_one || *name != "archive") {
            let known = tool.options.iter().find(|option| option.name == *name);
            words.extend(written(known.ok_or_else(|| no_argument(tool, name))?, value)?);
        }
        if tool.options.iter().any(|option| option.name == "budget") && !arguments.contains_key("budget") {
            words.push(format!("--budget={}", self.budget));
        }
        words.push("--".to_owned());
        words.extend(paths.iter().map(|path| path.display().to_string()));
        let verb = cli::call(&words).map_err(mistake)?;
        Ok((verb, words))
    }
}

/// An argument as the command line has it. A value stays in its option's own word, whatever it begins with.
fn written(option: &ToolOption, value: &Value) -> Result<Option<String>, Failure> {
    let name = &option.name;
    let text = match value {
        Value::Bool(true) if option.takes == Type::Flag => return Ok(Some(format!("--{name}"))),
        Value::Bool(false) if option.takes == Type::Flag => return Ok(None),
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(parts) if option.many => {
            let parts = parts.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned));
            parts.collect::<Vec<_>>().join(",")
        }
        _ => return Err(Failure::usage(format!("{name} cannot be {value}"))),
    };
    if option.takes == Type::Flag {
        return Err(Failure::usage(format!("{name} is true or false, not {value}")));
    }
    Ok(Some(format!("--{name}={text}")))
}

fn no_argument(tool: &Tool, name: &str) -> Failure {
    let archive = tool.reads_one.then_some("archive");
    let known: Vec<&str> = archive.into_iter().chain(tool.options.iter().map(|option| option.name.as_str())).collect();
    let near = text::nearest(name, known.iter().copied()).map(|near| format!("did you mean {near}?"));
    let failure = Failure::usage(format!("{} takes no argument {name:?}", tool.name));
    near.into_iter().chain([format!("it takes {}", known.join(" "))]).fold(failure, Failure::hinted)
}

/// What a verb printed, and what it said beside it.
#[derive(Default)]
struct Said {
    data: String,
    notes: Vec<String>,
}

impl Said {
    fn with(mut self, failure: &Failure) -> Self {
        if !failure.message.is_empty() {
            self.notes.push(text::neutral_lines(&failure.to_string()));
        }
        self
    }

    fn fit(self, bounded: bool, fine: bool) -> Answer {
        let Self { data, mut notes } = self;
        if !bounded && data.len() > MOST {
            let size = text::bytes(data.len() as u64);
            let said = format!("the answer takes {size}, more than fits; ask for a part: select, node, another format");
            return Answer { texts: vec![said], is_error: true };
        }
        if data.is_empty() && notes.is_empty() {
            notes.push("no records".to_owned());
        }
        let notes = (!notes.is_empty()).then(|| notes.join("\n"));
        let data = (!data.is_empty()).then_some(data);
        Answer { texts: data.into_iter().chain(notes).collect(), is_error: !fine }
    }
}

/// A sink that holds what is written.
#[derive(Clone, Default)]
struct Held(Rc<RefCell<Vec<u8>>>);

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Held {
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
