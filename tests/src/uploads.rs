//! Files in tests: a store that goes away with the test, and bodies that name a file to be brought.

use application::documents::{Admitted, Documents, Limits, Store, StorePlace};
use application::story::file_bytes;
use domain::{ClaimId, UploadId, named_uuid};
use projections::{Clock, Ledger};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::actor;

/// A folder for files, gone with the test.
#[derive(Debug)]
pub struct Shelf {
    pub folder: TempDir,
    pub store: Store,
}

impl Shelf {
    /// Makes an empty one.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let place = StorePlace::Folder(folder.path().to_owned());
        let store = Store::open(&place, folder.path()).expect("the folder can be opened");
        Self { folder, store }
    }

    /// Takes files for the claims of a ledger.
    pub fn documents(&self, ledger: &Ledger, clock: Clock) -> Documents {
        Documents::new(self.store.clone(), ledger.clone(), clock, Limits::default())
    }
}

/// Says in a body which file is to be brought before it is sent; another name is another file.
pub fn sample(name: &str) -> Value {
    json!({ "sample": name })
}

/// Brings every file that a body says, for the claim of an address, and names the uploads instead.
///
/// It asks nobody whether they may: that is for the request itself to find out.
pub async fn bring(documents: &Documents, ledger: &Ledger, path: &str, body: &mut Value) {
    let claim = path
        .split('/')
        .find_map(|part| part.parse::<ClaimId>().ok());
    let claim = claim.unwrap_or_else(|| ClaimId::from_uuid(named_uuid("no claim")));
    let mut files = vec![];
    collect(body, &mut files);
    for file in files {
        let name = file["sample"].as_str().expect("a name").to_owned();
        let id = UploadId::from_uuid(named_uuid(&format!("{claim}/{name}")));
        if let Some(claim_state) = ledger.claim(claim).await.expect("the ledger answers") {
            let org = claim_state.state.partner;
            let (name, bytes) = match file_bytes(&name) {
                Some(bytes) => (name, bytes),
                None => {
                    let name = format!("{name}.pdf");
                    (name.clone(), file_bytes(&name).expect("a PDF can be made"))
                }
            };
            let begun = documents.begin(Some(&name), None).await;
            let mut incoming = begun.expect("its name is taken");
            incoming.put(&bytes).await.expect("its bytes are taken");
            let sound = incoming.end().await.expect("it is sound");
            let by = actor("bringer@test partner_user");
            let admitted = Admitted { claim, org };
            let held = documents.hold(&admitted, &by, id, sound).await;
            held.expect("it is held");
        }
        *file = json!({ "upload": id.to_string() });
    }
}

fn collect<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Value>) {
    if value.get("sample").is_some() {
        found.push(value);
        return;
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| collect(value, found)),
        Value::Array(entries) => entries.iter_mut().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
