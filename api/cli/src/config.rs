//! `claims config show`.

use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::settings::Settings;

/// Shows each setting and where it comes from; never a password.
pub fn show(settings: &Settings, output: Output) -> Result<Exit, Failure> {
    let Settings {
        database_url: url,
        data_dir,
        engine,
        port,
        outdated_views: outdated,
        documents,
        document_mib_max: mib_max,
        config,
        log,
    } = settings;
    let shown = url.value.as_deref().map(without_password);
    let renew_or_refuse = json!(outdated.value.as_str());
    let named = [
        ("database_url", json!(shown), &url.source),
        ("data_dir", json!(data_dir.value), &data_dir.source),
        ("engine", json!(engine.value.to_string()), &engine.source),
        ("port", json!(port.value), &port.source),
        ("outdated_views", renew_or_refuse, &outdated.source),
        (
            "documents",
            json!(documents.value.to_string()),
            &documents.source,
        ),
        ("document_mib_max", json!(mib_max.value), &mib_max.source),
        ("config", json!(config.value), &config.source),
        ("log", json!(log.value), &log.source),
    ];
    let json = named.iter().map(|(name, value, source)| {
        let setting = json!({ "value": value, "source": source });
        ((*name).to_owned(), setting)
    });
    output.data(&json.collect::<Map<_, _>>(), || {
        Rows::of(
            &named,
            &[
                ("setting", |(name, ..)| (*name).to_owned()),
                ("value", |(_, value, _)| plain(value)),
                ("source", |(.., source)| (*source).clone()),
            ],
        )
    });
    Ok(Exit::Ok)
}

/// Writes what a piece of JSON says, a text without its quotes, and nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Hides the password of a URL, also where the rest of it is malformed.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "(not a URL)".to_owned();
    };
    let rest = match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{user}@{place}")
        }
        None => rest.to_owned(),
    };
    match rest.split_once('?') {
        Some((place, query)) if query.contains("password") => {
            format!("{scheme}://{place}?(hidden)")
        }
        _ => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            (
                "postgres://app:secret@db/claims",
                "postgres://app@db/claims",
            ),
            (
                "postgres://app:se@cret@db/claims",
                "postgres://app@db/claims",
            ),
            ("postgres://db/claims", "postgres://db/claims"),
            (
                "postgres://db/claims?password=secret",
                "postgres://db/claims?(hidden)",
            ),
            ("secret", "(not a URL)"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
