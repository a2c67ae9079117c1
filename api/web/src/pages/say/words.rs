//! The words of the pages: Fluent messages, one file a page and language, in the program.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::pages::language::Language;

type Bundle = FluentBundle<FluentResource>;

/// Lists the files of words; each is there in both languages.
macro_rules! files {
    ($($name:literal,)*) => {
        const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../../../words/en/", $name, ".ftl")),
            include_str!(concat!("../../../words/fr/", $name, ".ftl")),
        ),)*];
    };
}

files! {
    "shell",
    "common",
    "failed",
    "help",
    "laws",
    "members",
    "overview",
    "claim",
    "claim_history",
    "claim_state",
    "claims",
    "dossier",
    "new_claim",
    "people",
    "funds",
    "fund",
    "travel",
    "operations",
    "programme",
    "on_claim",
    "review",
    "decision",
    "request",
    "payment",
    "payments",
    "vendor",
    "answer",
    "dispute",
    "documents",
    "files",
}

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));
static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French));

fn bundle(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().expect("a tag of BCP 47");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // What is put into a sentence is marked up already, or escaped.
    bundle.set_use_isolating(false);
    for (name, english, french) in FILES {
        let text = match language {
            Language::English => (*english).to_owned(),
            Language::French => kept_together(french),
        };
        let resource = FluentResource::try_new(text);
        let resource = resource.unwrap_or_else(|(_, errors)| {
            panic!("words/{}/{name}.ftl: {errors:?}", language.tag())
        });
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("words/{}/{name}.ftl: {errors:?}", language.tag());
        }
    }
    bundle
}

/// Keeps the signs of French with their word: no line begins or ends with one.
fn kept_together(french: &str) -> String {
    let signs = [
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" ?", "\u{202f}?"),
        (" !", "\u{202f}!"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
    ];
    let kept = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    signs.into_iter().fold(french.to_owned(), kept)
}

fn of(language: Language) -> &'static Bundle {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    }
}

/// Tells whether there is such a message.
pub(super) fn knows(language: Language, key: &str) -> bool {
    of(language).has_message(key)
}

/// Gives a message that names nothing.
pub(super) fn plain(language: Language, key: &str) -> Cow<'static, str> {
    formatted(language, key, None)
}

/// Gives a message with what it names.
pub(super) fn with(language: Language, key: &str, arguments: &FluentArgs<'_>) -> String {
    formatted(language, key, Some(arguments)).into_owned()
}

fn formatted(
    language: Language,
    key: &str,
    arguments: Option<&FluentArgs<'_>>,
) -> Cow<'static, str> {
    let bundle = of(language);
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        tracing::error!(
            key,
            language = language.tag(),
            "a page has no word for this"
        );
        return Cow::Owned(key.to_owned());
    };
    let mut errors = vec![];
    let text = bundle.format_pattern(pattern, arguments, &mut errors);
    if !errors.is_empty() {
        tracing::error!(
            key,
            language = language.tag(),
            ?errors,
            "a sentence names what is not there"
        );
    }
    Cow::Owned(text.into_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::*;

    /// Gives each message with the names that it uses.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages = BTreeMap::new();
        let mut last = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                last = key.to_owned();
                messages.insert(last.clone(), BTreeSet::new());
            }
            let names = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                rest[..end.unwrap_or(rest.len())].to_owned()
            });
            messages.entry(last.clone()).or_default().extend(names);
        }
        messages
    }

    #[test]
    fn both_languages_have_the_same_messages_that_name_the_same() {
        for (name, english, french) in FILES {
            assert_eq!(messages(english), messages(french), "{name}.ftl");
        }
        assert!(
            knows(Language::English, "shell-overview") && knows(Language::French, "shell-overview")
        );
    }

    #[test]
    fn french_signs_stay_with_their_word() {
        let said = plain(Language::French, "new-claim-fund");
        assert_eq!(said, "Quel fonds paie\u{202f}?");
    }

    #[test]
    fn every_file_of_words_is_taken() {
        for language in ["en", "fr"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("words")
                .join(language);
            let files = std::fs::read_dir(folder).expect("the words");
            let files = files.map(|file| file.expect("a file").file_name());
            let there: BTreeSet<_> = files
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            let taken = FILES
                .iter()
                .map(|(name, ..)| format!("{name}.ftl"))
                .collect();
            assert_eq!(there, taken, "{language}");
        }
    }

    /// Finds the keys that templates and pages name, as `t("…")` or `say("…")`.
    fn named(text: &str) -> impl Iterator<Item = &str> {
        let calls = [".t(\"", ".say(\"", ".plain(\""];
        calls.into_iter().flat_map(|call| {
            text.split(call)
                .skip(1)
                .filter_map(|rest| rest.split_once('"').map(|(key, _)| key))
        })
    }

    fn all_files(folder: &Path, texts: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                all_files(&path, texts);
            } else {
                texts.push(std::fs::read_to_string(&path).expect("a text"));
            }
        }
    }

    #[test]
    fn every_word_that_a_page_names_is_there_and_every_word_is_named() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = vec![];
        for folder in ["templates", "src/pages"] {
            all_files(&root.join(folder), &mut texts);
        }
        let named: BTreeSet<&str> = texts.iter().flat_map(|text| named(text)).collect();
        let missing: Vec<_> = named
            .iter()
            .filter(|key| !knows(Language::English, key))
            .collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
        // What is named by a code alone, such as a status, has its prefix in the text.
        let whole = texts.concat();
        let unnamed = FILES
            .iter()
            .flat_map(|(_, english, _)| messages(english).into_keys());
        let unnamed: Vec<_> = unnamed
            .filter(|key| !named.contains(key.as_str()))
            .filter(|key| {
                let prefixes = key.match_indices('-').map(|(end, _)| &key[..end]);
                !prefixes.into_iter().any(|prefix| {
                    whole.contains(&format!("(\"{prefix}\""))
                        || whole.contains(&format!("\"{prefix}-"))
                })
            })
            .collect();
        assert!(unnamed.is_empty(), "nobody says {unnamed:?}");
    }
}
