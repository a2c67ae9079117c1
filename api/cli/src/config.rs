//! `claims config show`.

use serde_json::json;

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::settings::Settings;

/// Shows each setting and where it comes from; never a password.
pub fn show(settings: &Settings, output: Output) -> Result<Exit, Failure> {
    let database_url = settings.database_url.value.as_deref().map(without_password);
    let Settings {
        data_dir,
        engine,
        port,
        outdated_views,
        config,
        log,
        ..
    } = settings;
    let json = json!({
        "database_url": { "value": database_url, "source": settings.database_url.source },
        "data_dir": { "value": data_dir.value, "source": data_dir.source },
        "engine": { "value": engine.value.to_string(), "source": engine.source },
        "port": { "value": port.value, "source": port.source },
        "outdated_views": {
            "value": outdated_views.value.as_str(), "source": outdated_views.source,
        },
        "config": { "value": config.value, "source": config.source },
        "log": { "value": log.value, "source": log.source },
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["setting", "value", "source"]);
        let url = database_url.clone().unwrap_or_default();
        let folder = data_dir.value.display().to_string();
        let file = config.value.as_ref();
        let file = file.map_or(String::new(), |file| file.display().to_string());
        for (name, value, source) in [
            ("database_url", url, &settings.database_url.source),
            ("data_dir", folder, &data_dir.source),
            ("engine", engine.value.to_string(), &engine.source),
            ("port", port.value.to_string(), &port.source),
            (
                "outdated_views",
                outdated_views.value.as_str().to_owned(),
                &outdated_views.source,
            ),
            ("config", file, &config.source),
            ("log", log.value.clone(), &log.source),
        ] {
            rows.push(vec![name.to_owned(), value, source.clone()]);
        }
        rows
    });
    Ok(Exit::Ok)
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
