//! The lines of the info pane: facts, findings, windows, pages.

use super::Examination;
use crate::event::Seq;
use crate::recording::doctor::{Finding, Severity};
use crate::recording::summary::{describe, facts};
use crate::text;
use crate::tui::glyphs::Glyphs;
use crate::tui::panes::{Context, lines};
use crate::tui::theme::Role;
use crate::tui::widgets::detail::{Detail, Target};
use crate::tui::widgets::line::Line;

/// A line of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A section begins.
    Heading(String),
    /// A fact: its name, and what it is.
    Fact(&'static str, String),
    /// A remark.
    Remark(String),
    /// Something that could not be read, by its place in the view.
    Damage(usize),
    /// Something the doctor found, by its place among the findings.
    Finding(usize),
    /// A window, by its place.
    Window(usize),
    /// A page, by its place.
    Page(usize),
}

/// All lines of the pane, in scope.
pub(super) fn rows(ctx: &Context<'_>, examination: &Examination) -> Vec<Row> {
    let view = ctx.view;
    let mut rows: Vec<Row> = facts(view).into_iter().map(|(name, fact)| Row::Fact(name, fact)).collect();
    push_findings(&mut rows, ctx, examination);
    rows.push(Row::Heading(lines::plural(view.windows.len(), "window")));
    rows.extend((0..view.windows.len()).map(Row::Window));
    let pages: Vec<usize> = (0..view.pages.len()).filter(|page| ctx.looks_at(view.pages[*page].seq)).collect();
    rows.push(Row::Heading(ctx.count(pages.len(), "page")));
    rows.extend(pages.into_iter().map(Row::Page));
    rows
}

fn push_findings(rows: &mut Vec<Row>, ctx: &Context<'_>, examination: &Examination) {
    let damages = ctx.view.damage.len();
    rows.push(Row::Heading(match damages {
        0 => "is it whole?".to_owned(),
        _ => format!("is it whole? {} could not be read", lines::plural(damages, "place")),
    }));
    let remark = match examination {
        Examination::NotYet => "it will be examined when it is read to its end".to_owned(),
        Examination::Running => "every event is being examined …".to_owned(),
        Examination::Failed(why) => why.clone(),
        Examination::Done(findings) => {
            let here = |finding: &Finding| finding.span.is_none_or(|(from, _)| ctx.looks_at(from));
            let listed = (0..findings.len()).filter(|at| here(&findings[*at])).map(Row::Finding);
            let before = rows.len();
            rows.extend(listed);
            if rows.len() > before {
                return;
            }
            if findings.is_empty() { "nothing is missing and everything fits" } else { "nothing in scope" }.into()
        }
    };
    // The doctor's findings name the damages as well.
    rows.extend((0..damages).map(Row::Damage));
    rows.push(Row::Remark(remark));
}

impl Row {
    /// The event it leads to.
    pub(super) fn seq(&self, ctx: &Context<'_>, findings: &[Finding]) -> Option<Seq> {
        match self {
            Self::Finding(at) => findings.get(*at)?.span.map(|(from, _)| from),
            Self::Window(at) => ctx.view.windows.get(*at).map(|window| window.first),
            Self::Page(at) => ctx.view.pages.get(*at).map(|page| page.seq),
            _ => None,
        }
    }

    /// What it says, whole.
    pub(super) fn text(&self, ctx: &Context<'_>, findings: &[Finding]) -> String {
        let view = ctx.view;
        match self {
            Self::Heading(words) | Self::Remark(words) | Self::Fact(_, words) => words.clone(),
            Self::Damage(at) => view.damage.get(*at).map(describe).unwrap_or_default(),
            Self::Finding(at) => findings.get(*at).map(|finding| finding.effect.clone()).unwrap_or_default(),
            Self::Window(at) => {
                view.windows.get(*at).and_then(|window| window.id.as_deref()).unwrap_or_default().to_owned()
            }
            Self::Page(at) => view.pages.get(*at).map(|page| page.href.to_string()).unwrap_or_default(),
        }
    }
}

/// The columns of a fact's name.
const NAMES: usize = 11;

/// A line as it is drawn.
pub(super) fn line(ctx: &Context<'_>, row: &Row, findings: &[Finding], glyphs: Glyphs) -> Line {
    let mut line = Line::new();
    match row {
        Row::Heading(words) => line.push(Role::Accent, words),
        Row::Remark(words) => line.push(Role::Dim, words),
        Row::Fact(name, fact) => {
            line.push(Role::Dim, &format!("{name:<NAMES$}"));
            line.push(Role::Text, fact);
        }
        Row::Damage(_) => {
            line.push(Role::Error, &format!("{} ", glyphs.damage()));
            line.push(Role::Text, &row.text(ctx, findings));
        }
        Row::Finding(at) => {
            let Some(finding) = findings.get(*at) else { return line };
            let (glyph, role) = sign(finding.severity, glyphs);
            line.push(role, &format!("{glyph} {}  ", finding.check));
            line.push(Role::Text, &finding.effect);
            line.note(Role::Dim, &finding.span.map(|(from, _)| ctx.stamp_of(from)).unwrap_or_default());
        }
        Row::Window(at) => window_line(&mut line, ctx, *at),
        Row::Page(at) => {
            let Some(page) = ctx.view.pages.get(*at) else { return line };
            line.push(Role::Dim, &format!("{}  ", ctx.stamp(page.at)));
            line.push(Role::Text, &page.href);
            if ctx.view.windows.len() > 1 {
                line.note(Role::Dim, &format!("w{}", page.window + 1));
            }
            let shown = ctx.view.page(page.window, ctx.seq);
            if shown.is_some_and(|shown| shown.seq == page.seq) && page.window == ctx.view.index.window(ctx.seq) {
                line.mark(Role::Playhead, glyphs.bar());
            }
        }
    }
    line
}

fn window_line(line: &mut Line, ctx: &Context<'_>, at: usize) {
    let Some(window) = ctx.view.windows.get(at) else { return };
    line.push(Role::Dim, &format!("{}  ", at + 1));
    line.push(Role::Text, window.id.as_deref().unwrap_or("no id"));
    let (from, to) = (ctx.stamp_of(window.first), ctx.stamp_of(window.last));
    line.push(Role::Dim, &format!("  {from} to {to}, {} events", window.events));
}

fn sign(severity: Severity, glyphs: Glyphs) -> (&'static str, Role) {
    match severity {
        Severity::Error => (glyphs.damage(), Role::Error),
        Severity::Warning => (glyphs.warning(), Role::Warn),
        Severity::Info => ("i", Role::Dim),
    }
}

/// What a line unfolds into; `None` where it says everything already.
pub(super) fn detail(ctx: &Context<'_>, row: &Row, findings: &[Finding]) -> Option<Detail> {
    let mut detail = Detail::default();
    match row {
        Row::Finding(at) => push_finding(&mut detail, ctx, findings.get(*at)?),
        Row::Damage(_) | Row::Fact(..) | Row::Page(_) => drop(detail.text(Role::Text, &row.text(ctx, findings))),
        Row::Heading(_) | Row::Remark(_) | Row::Window(_) => return None,
    }
    Some(detail)
}

fn push_finding(detail: &mut Detail, ctx: &Context<'_>, finding: &Finding) {
    detail.text(Role::Text, &finding.effect);
    if let Some(help) = finding.help() {
        detail.text(Role::Changed, &format!("help: {help}"));
    }
    if let Some((from, to)) = finding.span {
        let mut words = Line::of(Role::Dim, if from == to { "event " } else { "events " });
        words.push(Role::Accent, &format!("#{from}"));
        words.push(Role::Dim, &format!(" {}", ctx.stamp_of(from)));
        if from != to {
            words.push(Role::Dim, &format!(" to #{to} {}", ctx.stamp_of(to)));
        }
        detail.line(words).to(Target::Event(from));
    }
    if let Some(node) = finding.node {
        let mut words = Line::of(Role::Dim, "node ");
        words.push(Role::Accent, &format!("#{node}"));
        detail.line(words).to(Target::Node(node));
    }
    let place = finding.place.clone().unwrap_or_default();
    let parts =
        [place.input, place.line.map(|line| format!("line {line}")), place.byte.map(|byte| format!("byte {byte}"))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        detail.line(Line::of(Role::Dim, &format!("in the file: {}", text::neutral(&parts.join(", ")))));
    }
    if finding.count > 1 {
        detail.line(Line::of(Role::Dim, &format!("{} times", finding.count)));
    }
}
