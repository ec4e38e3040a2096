//! Pieces to an expression.
//!
//! ```text
//! any  = all { ("or" | "|") all }
//! all  = term { ["and"] term }
//! term = ("-" | "not") term | "(" any ")" | word | phrase | field op value
//! ```

use super::check::{self, Written};
use super::error::QueryError;
use super::expr::Expr;
use super::field::Field;
use super::lex::{Piece, Quotes, Value, What, pieces};
use std::ops::Range;

/// Parentheses and negations nested deeper are refused: reading them recurses.
const MOST_NESTED: usize = 64;

/// Reads an expression over these fields.
pub(super) fn parse(text: &str, fields: &[Field]) -> Result<Expr, QueryError> {
    let pieces = pieces(text);
    if pieces.is_empty() {
        return Ok(Expr::All(Vec::new()));
    }
    let mut parser = Parser { text, fields, pieces: &pieces, at: 0, depth: 0 };
    let expr = parser.any()?;
    match parser.peek() {
        Some(stray) => Err(QueryError::new(&stray.span, "this ) closes nothing; a ) to look for stands in quotes")),
        None => Ok(expr),
    }
}

struct Parser<'p> {
    text: &'p str,
    fields: &'p [Field],
    pieces: &'p [Piece<'p>],
    at: usize,
    depth: usize,
}

impl<'p> Parser<'p> {
    fn peek(&self) -> Option<&'p Piece<'p>> {
        self.pieces.get(self.at)
    }

    /// Steps over the next piece if it is this one.
    fn take(&mut self, what: &What<'_>) -> bool {
        let is = self.peek().is_some_and(|piece| piece.what == *what);
        self.at += usize::from(is);
        is
    }

    fn any(&mut self) -> Result<Expr, QueryError> {
        let mut terms = vec![self.all()?];
        while self.take(&What::Or) {
            terms.push(self.all()?);
        }
        Ok(Expr::any(terms))
    }

    fn all(&mut self) -> Result<Expr, QueryError> {
        let mut terms = vec![self.term()?];
        while self.peek().is_some_and(|piece| !matches!(piece.what, What::Or | What::Close)) {
            self.take(&What::And);
            terms.push(self.term()?);
        }
        Ok(Expr::all(terms))
    }

    fn term(&mut self) -> Result<Expr, QueryError> {
        let Some(piece) = self.peek() else { return Err(self.missing()) };
        match &piece.what {
            What::Or | What::And | What::Close => return Err(self.missing()),
            What::Word(value) => word(value),
            What::Test { name, op, value } => self.test(piece, (name, op), value),
            What::Not | What::Open => return self.nested(piece),
        }
        .inspect(|_| self.at += 1)
    }

    /// What is missing, and after what.
    fn missing(&self) -> QueryError {
        let before = self.at.checked_sub(1).and_then(|at| self.pieces.get(at));
        let after = before.and_then(|piece| self.text.get(piece.span.clone())).unwrap_or_default();
        let place = self.peek().map_or(self.text.len()..self.text.len(), |piece| piece.span.clone());
        let message = match before {
            Some(_) => format!("a word or a test is missing after {after}"),
            None => "a word or a test is missing here; quote a word to look for it as it is".to_owned(),
        };
        QueryError::new(&place, message)
    }

    fn nested(&mut self, opening: &Piece<'_>) -> Result<Expr, QueryError> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(QueryError::new(&opening.span, "this is nested too deeply"));
        }
        self.at += 1;
        let expr = if opening.what == What::Not {
            Expr::Not(Box::new(self.term()?))
        } else {
            let inner = self.any()?;
            if !self.take(&What::Close) {
                return Err(QueryError::new(&opening.span, "this ( is never closed"));
            }
            inner
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn test(
        &self,
        piece: &Piece<'_>,
        (name, op): (&str, &Range<usize>),
        value: &Value<'_>,
    ) -> Result<Expr, QueryError> {
        let symbol = self.text.get(op.clone()).unwrap_or_default();
        let field = self.field(piece, name, symbol)?;
        let (check, negated) = check::read(&Written { field, name, op: (symbol, op.clone()), value })?;
        Ok(Expr::Test { field, check, negated })
    }

    fn field(&self, piece: &Piece<'_>, name: &str, symbol: &str) -> Result<Field, QueryError> {
        let place = piece.span.start..piece.span.start + name.len();
        let known: Vec<&str> = self.fields.iter().map(|field| field.name()).collect();
        let whole = self.text.get(piece.span.clone()).unwrap_or_default();
        if name.is_empty() {
            let place = place.start..place.start + symbol.len();
            let message = format!("a field is missing before {symbol}; {} looks for the text", quoted(whole));
            return Err(QueryError::new(&place, message).choosing(known));
        }
        match Field::named(name).or_else(|| Field::named(&name.to_lowercase())) {
            Some(field) if self.fields.contains(&field) => Ok(field),
            Some(field) => {
                let message = format!("these rows have no {}", field.name());
                Err(QueryError::new(&place, message).choosing(known))
            }
            None => {
                let message = format!("there is no field {name}; {} looks for the text", quoted(whole));
                Err(QueryError::new(&place, message).meaning(name, &known))
            }
        }
    }
}

/// A text in quotes, as an expression takes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn word(value: &Value<'_>) -> Result<Expr, QueryError> {
    if value.quotes == Quotes::Open {
        return Err(QueryError::new(&value.span, "the closing quote is missing"));
    }
    let text = value.text();
    let named = value.quotes == Quotes::None && check::names_kind_or_level(&text);
    Ok(Expr::Word { part: check::literal(&text), name: named.then_some(text) })
}
