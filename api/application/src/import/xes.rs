//! Reads an XES log (IEEE 1849-2016) trace by trace, plain or gzipped, in bounded memory.
//!
//! Only what the standard allows in a log, a trace and an event is taken; a stray element is an
//! error, because a misspelt `<event>` that is skipped would be a step that is lost.

mod bytes;
mod fault;

use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Xml};

use bytes::Budgeted;
use fault::fault;

pub use bytes::BytesRead;
pub use fault::{Fault, XesError, why_unreadable};

/// The attributes of a trace or an event, by key; nested ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Finds a value.
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut known = self.0.iter().filter(|(known, _)| known == key);
        known.next().map(|(_, value)| value.as_str())
    }

    fn insert(&mut self, key: String, value: String) -> Result<(), Fault> {
        match self.get(&key) {
            Some(known) if known != value => {
                let what = format!("the attribute {key:?} is there twice, with different values");
                Err(Fault::Malformed { what })
            }
            Some(_) => Ok(()),
            None => {
                self.0.push((key, value));
                Ok(())
            }
        }
    }
}

/// What happened to one case, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    pub attributes: Attributes,
    pub events: Vec<Attributes>,
}

/// The traces of a log, one after the other; ends after the first error.
pub struct Traces {
    path: PathBuf,
    reader: Reader<Budgeted>,
    buffer: Vec<u8>,
    place: Place,
    traces: u64,
    read: BytesRead,
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    BeforeLog,
    InLog,
    AfterLog,
    /// After the end, or after an error.
    Done,
}

impl Traces {
    /// Opens a log; gzip is told by its first bytes, not by the name.
    pub fn open(path: &Path) -> Result<Self, XesError> {
        let fail = |error| XesError {
            path: path.to_owned(),
            line: 1,
            offset: 0,
            traces: 0,
            fault: Fault::Unreadable(error),
        };
        let (bytes, read) = bytes::open(path).map_err(fail)?;
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            path: path.to_owned(),
            reader,
            buffer: Vec::new(),
            place: Place::BeforeLog,
            traces: 0,
            read,
        })
    }

    /// Gives a view on how much of the file was read.
    pub fn bytes_read(&self) -> BytesRead {
        self.read.clone()
    }

    fn next_trace(&mut self) -> Result<Option<Trace>, Fault> {
        loop {
            self.reader.get_mut().renew();
            match (self.place, self.pull()?) {
                (Place::BeforeLog, Piece::Open { name, .. }) if name == b"log" => {
                    self.place = Place::InLog;
                }
                (Place::BeforeLog, Piece::Open { name, .. }) => {
                    let what = format!("its root is <{}>, not <log>", text(&name));
                    return Err(Fault::NotXes { what });
                }
                (Place::BeforeLog, Piece::End) => {
                    return Err(Fault::NotXes {
                        what: "it is empty".to_owned(),
                    });
                }
                (Place::InLog, Piece::Open { name, .. }) => match name.as_slice() {
                    b"trace" => {
                        let trace = self.trace()?;
                        self.traces += 1;
                        return Ok(Some(trace));
                    }
                    b"extension" | b"global" | b"classifier" => self.skip()?,
                    name if is_attribute(name) => self.skip()?,
                    name => return Err(stray(name, "a log")),
                },
                (Place::InLog, Piece::Close) => self.place = Place::AfterLog,
                (Place::InLog, Piece::End) => return Err(Fault::Truncated),
                (Place::AfterLog, Piece::End) => {
                    self.place = Place::Done;
                    return Ok(None);
                }
                (Place::AfterLog, Piece::Open { .. } | Piece::Close) => {
                    let what = "something follows the end of the log".to_owned();
                    return Err(Fault::Malformed { what });
                }
                (Place::BeforeLog, Piece::Close) | (Place::Done, _) => return Ok(None),
            }
        }
    }

    fn trace(&mut self) -> Result<Trace, Fault> {
        let mut trace = Trace::default();
        while let Some(name) = self.take(&mut trace.attributes)? {
            if name != b"event" {
                return Err(stray(&name, "a trace"));
            }
            trace.events.push(self.event()?);
        }
        Ok(trace)
    }

    fn event(&mut self) -> Result<Attributes, Fault> {
        let mut attributes = Attributes::default();
        match self.take(&mut attributes)? {
            Some(name) => Err(stray(&name, "an event")),
            None => Ok(attributes),
        }
    }

    /// Keeps attributes and leaves out what is nested in them, up to another element, whose name it
    /// gives, or the end of the one they are in.
    fn take(&mut self, into: &mut Attributes) -> Result<Option<Vec<u8>>, Fault> {
        loop {
            match self.pull()? {
                Piece::Open { name, attribute } if is_attribute(&name) => {
                    if let Some((key, value)) = attribute {
                        into.insert(key, value)?;
                    }
                    self.skip()?;
                }
                Piece::Open { name, .. } => return Ok(Some(name)),
                Piece::Close => return Ok(None),
                Piece::End => return Err(Fault::Truncated),
            }
        }
    }

    /// Leaves out everything up to the end of the element that was opened last.
    fn skip(&mut self) -> Result<(), Fault> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.pull()? {
                Piece::Open { .. } => depth += 1,
                Piece::Close => depth -= 1,
                Piece::End => return Err(Fault::Truncated),
            }
        }
        Ok(())
    }

    /// Reads on to the next start, end, or the end of the file.
    fn pull(&mut self) -> Result<Piece, Fault> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            match event.map_err(fault)? {
                Xml::Start(start) | Xml::Empty(start) => return piece(&start),
                Xml::End(_) => return Ok(Piece::Close),
                Xml::Eof => return Ok(Piece::End),
                Xml::Text(found) if found.iter().all(u8::is_ascii_whitespace) => {}
                Xml::Text(_) | Xml::CData(_) | Xml::GeneralRef(_) => return Err(self.stray_text()),
                Xml::Decl(_) | Xml::PI(_) | Xml::Comment(_) | Xml::DocType(_) => {}
            }
        }
    }

    fn stray_text(&self) -> Fault {
        match self.place {
            Place::BeforeLog => Fault::NotXes {
                what: "it is not XML".to_owned(),
            },
            Place::InLog | Place::AfterLog | Place::Done => Fault::Malformed {
                what: "there is text between the elements".to_owned(),
            },
        }
    }

    fn located(&mut self, fault: Fault) -> XesError {
        let offset = self.reader.buffer_position();
        let is_in_log = matches!(self.place, Place::InLog | Place::AfterLog);
        self.place = Place::Done;
        let fault = match fault {
            Fault::Malformed { what } if !is_in_log => Fault::NotXes { what },
            Fault::Truncated if !is_in_log => Fault::NotXes {
                what: "it ends before a log begins".to_owned(),
            },
            other => other,
        };
        let line = bytes::line_at(&self.path, offset);
        XesError {
            path: self.path.clone(),
            line,
            offset,
            traces: self.traces,
            fault,
        }
    }
}

impl Iterator for Traces {
    type Item = Result<Trace, XesError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.place == Place::Done {
            return None;
        }
        match self.next_trace() {
            Ok(trace) => trace.map(Ok),
            Err(fault) => Some(Err(self.located(fault))),
        }
    }
}

/// A start with its key and value, an end, or the end of the file.
enum Piece {
    Open {
        name: Vec<u8>,
        attribute: Option<(String, String)>,
    },
    Close,
    End,
}

fn piece(start: &BytesStart<'_>) -> Result<Piece, Fault> {
    let name = start.local_name().as_ref().to_vec();
    let attribute = if is_attribute(&name) {
        key_and_value(start)?
    } else {
        None
    };
    Ok(Piece::Open { name, attribute })
}

/// Reads `key` and `value`; a list or a container has no value of its own.
fn key_and_value(start: &BytesStart<'_>) -> Result<Option<(String, String)>, Fault> {
    let name = text(start.local_name().as_ref());
    let malformed = |what: String| Fault::Malformed { what };
    let (mut key, mut value) = (None, None);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| malformed(format!("<{name}>: {error}")))?;
        let place = match attribute.key.as_ref() {
            b"key" => &mut key,
            b"value" => &mut value,
            _ => continue,
        };
        let read = attribute.unescape_value();
        *place = Some(
            read.map_err(|error| malformed(format!("<{name}>: {error}")))?
                .into_owned(),
        );
    }
    let key = key.ok_or_else(|| malformed(format!("<{name}> has no key")))?;
    match (value, name.as_str()) {
        (Some(value), _) => Ok(Some((key, value))),
        (None, "list" | "container") => Ok(None),
        (None, _) => Err(malformed(format!("<{name} key={key:?}> has no value"))),
    }
}

fn is_attribute(name: &[u8]) -> bool {
    matches!(
        name,
        b"string" | b"date" | b"int" | b"float" | b"boolean" | b"id" | b"list" | b"container"
    )
}

fn stray(name: &[u8], place: &str) -> Fault {
    Fault::Malformed {
        what: format!("<{}> has no place directly inside {place}", text(name)),
    }
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
