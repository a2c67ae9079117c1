//! A form with files, as a browser sends it: what was typed, and each file on its own.

use application::documents::{Documents, Sound};
use axum::extract::Request;

use super::bad::NotTaken;
use crate::failure::{Failure, FormError};
use crate::files::{Ended, Form, take};
use crate::pages::fields::Fields;

/// The field of files.
pub(in crate::pages) const FILES: &str = "files";

/// The most files of one form.
const FILES_MAX: usize = 20;

/// How many files of the largest size they may be together.
const LARGEST_FILES: u64 = 8;

/// The largest text of one field, in bytes: the ledger takes 4,000 characters.
const TEXT_MAX: usize = 64 * 1024;

/// The most that is typed into one form, in bytes.
const TYPED_MAX: usize = 4 * 1024 * 1024;

/// A form with files that has come.
#[derive(Debug, Default)]
pub(in crate::pages) struct Sent {
    pub(in crate::pages) fields: Fields,
    /// The files in the order in which they came, proven but not kept.
    pub(in crate::pages) files: Vec<Result<Sound, NotTaken>>,
    /// Why the form was not read to its end; what came before it stands.
    pub(in crate::pages) fault: Option<FormError>,
}

impl Sent {
    /// Reads a form to its end; a file that is not taken is passed over, so that its sender hears
    /// what is wrong with it.
    ///
    /// A form that breaks off leaves no file, and all that was typed before it did.
    pub(in crate::pages) async fn read(
        documents: &Documents,
        request: Request,
    ) -> Result<Self, Failure> {
        if !Form::is_one(request.headers()) {
            return Err(FormError::WrongType.into());
        }
        let mut reading = Parts {
            documents,
            typed: vec![],
            files: vec![],
        };
        let fault = match reading.read(Form::begin(request)).await {
            Ok(()) => None,
            Err(Ended::NotRead(fault)) => Some(fault),
            Err(Ended::NotTaken(error)) => return Err(error.into()),
        };
        let files = match fault {
            None => reading.files,
            Some(_) => vec![],
        };
        Ok(Self {
            fields: Fields::filled(reading.typed),
            files,
            fault,
        })
    }
}

/// The parts of a form that have come so far.
struct Parts<'a> {
    documents: &'a Documents,
    typed: Vec<(String, String)>,
    files: Vec<Result<Sound, NotTaken>>,
}

impl Parts<'_> {
    async fn read(&mut self, form: Result<Form, FormError>) -> Result<(), Ended> {
        let mut form = form?;
        let mut typed = 0;
        while let Some(mut part) = form.next().await? {
            if part.name() != FILES {
                let name = part.name().to_owned();
                let text = part.whole(TEXT_MAX).await?;
                typed += text.len();
                if typed > TYPED_MAX {
                    return Err(FormError::FactsTooLarge.into());
                }
                let text = String::from_utf8_lossy(&text).into_owned();
                self.typed.push((name, text));
                continue;
            }
            let name = part.file_name().unwrap_or_default().to_owned();
            if name.is_empty() {
                // Nothing was chosen; browsers send the field all the same.
                part.pass_over().await?;
                continue;
            }
            if !self.has_room() {
                part.pass_over().await?;
                self.files.push(Err(NotTaken::too_many(&name)));
                continue;
            }
            let taken = take(self.documents, &mut part).await?;
            let most = self.documents.limits().bytes_max;
            let taken = taken.map_err(|bad| NotTaken::of(&name, &bad, most));
            self.files.push(taken);
        }
        Ok(())
    }

    /// Tells whether one more file may come: they wait on the disk until the form ends.
    fn has_room(&self) -> bool {
        let sound = self.files.iter().flatten();
        let bytes: u64 = sound.map(|sound| sound.file().size).sum();
        let most = self.documents.limits().bytes_max;
        self.files.len() < FILES_MAX && bytes < most.saturating_mul(LARGEST_FILES)
    }
}
