//! Owners whose IDs the initrd cannot know: directories that it creates, including parents of an
//! entry, belong to root until stage 2.

use pretty_assertions::assert_eq;
use serde_json::Value;
use tests::emitted::function;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// alice has a number, bob and his group have none.
const OWNERS: &str = r#"{
  users.users.alice.uid = 1000;
  users.users.bob = { isNormalUser = true; uid = null; group = "staff"; };
  users.groups.staff = { };
  stateless.stores.main = {
    users.bob.directories = {
      ".config/app/keys" = { phase = "initrd"; parents.".config".mode = "0750"; };
      ".config/other/late" = { };
    };
    users.alice.directories.".config/app/keys".phase = "initrd";
    directories."/srv/a/b/c" = {
      phase = "initrd";
      parents."/srv/a" = { user = "bob"; group = "staff"; };
    };
  };
}"#;

fn emitted() -> Option<Value> {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let example = nix::path(&tests::emitted::example("minimal"));
    let expression = format!("({} [ {example} {OWNERS} ])", function(&generated));
    Some(
        nix.eval(&expression)
            .unwrap_or_else(|error| panic!("{error}")),
    )
}

/// Type, mode, user and group of the lines that create a path.
fn owned(files: &Value, path: &str) -> Vec<String> {
    let files = files.as_object().expect("files by name");
    let lines = files
        .iter()
        .filter(|(name, _)| name.contains("tmpfiles"))
        .flat_map(|(_, text)| text.as_str().expect("a text").lines());
    let start = format!("d \"{path}\" ");
    lines
        .filter_map(|line| line.strip_prefix(&start))
        .map(|rest| {
            rest.strip_suffix(" - -")
                .expect("no age, no argument")
                .to_owned()
        })
        .collect()
}

#[test]
fn directories_around_an_entry_of_the_initrd_get_their_owner_in_stage_2() {
    let Some(emitted) = emitted() else { return };
    let initrd = &emitted["initrd"]["contents"];
    let stage2 = &emitted["etc"];
    for (path, mode, owner) in [
        ("/home/bob", ":700", "bob staff"),
        ("/home/bob/.config", ":0750", "bob staff"),
        ("/home/bob/.config/app", ":0755", "bob staff"),
        ("/srv/a", ":0755", "bob staff"),
        ("/srv/a/b", ":0755", "bob staff"),
    ] {
        for place in ["", "/persist"] {
            let path = format!("{place}{path}");
            let in_initrd = owned(initrd, &format!("/sysroot{path}"));
            assert_eq!(in_initrd, [format!("{mode} - -")], "{path}");
            assert_eq!(owned(stage2, &path), [format!("{mode} {owner}")], "{path}");
        }
    }
}

/// systemd-tmpfiles does not go from a directory of bob's to one of root's: the line that adopts sets the
/// owner, because it looks at the directory above alone.
#[test]
fn the_entry_itself_gets_its_owner_where_a_user_has_the_directory_above() {
    let Some(emitted) = emitted() else { return };
    let files = emitted["etc"].as_object().expect("files by name");
    let mut lines = files
        .values()
        .flat_map(|text| text.as_str().expect("a text").lines());
    let start = "C \"/persist/home/bob/.config/app/keys\" ";
    let line = lines.find_map(|line| line.strip_prefix(start));
    assert_eq!(line, Some("- bob staff - /home/bob/.config/app/keys"));
}

/// A known ID is set from the start. Paths that the initrd does not create get their owner in stage
/// 2.
#[test]
fn other_directories_are_left_as_they_are() {
    let Some(emitted) = emitted() else { return };
    let stage2 = &emitted["etc"];
    for path in [
        "/persist/home/alice/.config",
        "/persist/home/alice/.config/app",
    ] {
        assert_eq!(owned(stage2, path), [":0755 :alice :users"], "{path}");
        let initrd = owned(&emitted["initrd"]["contents"], &format!("/sysroot{path}"));
        assert_eq!(initrd, [":0755 :1000 :100"], "{path}");
    }
    let path = "/persist/home/bob/.config/other";
    assert_eq!(owned(stage2, path), [":0755 :bob :staff"]);
    assert_eq!(owned(stage2, "/persist/srv"), [":0755 :root :root"]);
}
