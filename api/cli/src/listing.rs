//! Lists that may be longer than the memory: written as they come, after a short while.
//!
//! The first rows are held back, so that what fails soon writes nothing.

use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::Value;

use super::output::{Column, Output, Rows, text};

/// How many rows are held back.
const HELD: usize = 1_000;

/// A list on its way to standard output.
pub struct Listing {
    output: Output,
    /// The list's name in JSON.
    name: &'static str,
    json: Vec<Value>,
    rows: Rows,
    is_begun: bool,
    bar: ProgressBar,
}

impl Listing {
    /// Begins a list; the bar is hidden while rows are written.
    pub fn new(output: Output, name: &'static str, bar: ProgressBar) -> Self {
        Self {
            output,
            name,
            json: vec![],
            rows: Rows::default(),
            is_begun: false,
            bar,
        }
    }

    /// Adds a thing in whichever form is asked for; other columns begin another table.
    pub fn push<T>(&mut self, columns: &[Column<T>], json: impl FnOnce() -> Value, thing: &T) {
        if self.output.is_json() {
            self.json.push(json());
        } else {
            let row = Rows::of(std::slice::from_ref(thing), columns);
            if let Err(row) = self.rows.append(row) {
                self.write_rows();
                self.rows = row;
                self.is_begun = false;
            }
        }
        if self.json.len() >= HELD {
            self.write_json();
        } else if self.rows.len() >= HELD {
            self.write_rows();
        }
    }

    /// Writes what is left; the rest of the JSON comes after the list.
    pub fn end(mut self, rest: &impl Serialize) {
        self.bar.finish_and_clear();
        if !self.output.is_json() {
            self.write_rows();
        } else if self.is_begun {
            self.write_json();
            let rest = serde_json::to_string(rest).expect("it is plain JSON");
            text(b"],");
            text(&rest.as_bytes()[1..]);
            text(b"\n");
        } else {
            let mut whole = serde_json::to_value(rest).expect("it is plain JSON");
            whole[self.name] = Value::Array(self.json);
            self.output.json(&whole);
        }
    }

    fn write_rows(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let (output, rows) = (self.output, &self.rows);
        self.bar.suspend(|| match self.is_begun {
            true => output.more(rows),
            false => output.table(rows),
        });
        self.rows.clear();
        self.is_begun = true;
    }

    fn write_json(&mut self) {
        let mut written = vec![];
        for value in self.json.drain(..) {
            match self.is_begun {
                true => written.extend_from_slice(b",\n"),
                false => written.extend_from_slice(format!("{{\"{}\":[\n", self.name).as_bytes()),
            }
            self.is_begun = true;
            serde_json::to_writer(&mut written, &value).expect("it is plain JSON");
        }
        self.bar.suspend(|| text(&written));
    }
}
