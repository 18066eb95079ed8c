//! Files that their programs replace by renaming another file over them, with where that was seen.
//!
//! A rename over a mount point fails. Over a link it puts a file in the place of the link, unless the
//! program looks up first where the link leads. "Run" means: the program ran twice on Debian 13, on a
//! file, on a bind mount and on a link, and `strace` showed its system calls.
//!
//! Looked at, and not in the lists, because they write in place: `gh` 2.46.0 (run, `hosts.yml` and
//! `config.yml`), `npm` 9.2.0 and `node` 20.19.2 (run, `.npmrc` and `.node_repl_history`), the prompt of
//! Python 3.13.5 (run, `.python_history`), `KWin` (`outputconfigurationstore.cpp`,
//! `OutputConfigurationStore::save`), SDDM (`ConfigReader.cpp`, `ConfigBase::save`). `bash` 5.2.37
//! appends to its history (run); only cutting it down renames, and without that nothing is lost.

/// A file that is replaced.
#[derive(Clone, Copy, Debug)]
pub struct Renamed {
    /// Its path, in homes relative to them.
    pub path: &'static str,
    /// The program with its version, or the file and function of its source.
    pub seen: &'static str,
}

const fn renamed(path: &'static str, seen: &'static str) -> Renamed {
    Renamed { path, seen }
}

const NETWORK_MANAGER_DB: &str =
    "NetworkManager, nm-keyfile-aux.c, nm_key_file_db_to_file: g_key_file_save_to_file";
const WPA_SUPPLICANT: &str = "run: wpa_supplicant 2.10, `wpa_cli save_config`";

const CUPS: &str = "CUPS, scheduler/file.c, cupsdCloseCreatedConfFile";

/// Files of the system. A link is replaced too.
pub const SYSTEM: &[Renamed; 10] = &[
    renamed("/etc/wpa_supplicant.conf", WPA_SUPPLICANT),
    renamed("/etc/wpa_supplicant/imperative.conf", WPA_SUPPLICANT),
    renamed(
        "/var/lib/NetworkManager/NetworkManager.state",
        "NetworkManager, nm-config.c, state_write: g_file_set_contents",
    ),
    renamed(
        "/var/lib/NetworkManager/secret_key",
        "NetworkManager, nm-core-utils: nm_utils_file_set_contents of a new key",
    ),
    renamed("/var/lib/NetworkManager/seen-bssids", NETWORK_MANAGER_DB),
    renamed("/var/lib/NetworkManager/timestamps", NETWORK_MANAGER_DB),
    renamed("/var/lib/cups/classes.conf", CUPS),
    renamed("/var/lib/cups/printers.conf", CUPS),
    renamed("/var/lib/cups/subscriptions.conf", CUPS),
    renamed("/var/lib/logrotate.status", "run: logrotate 3.22.0"),
];

const LESS: &str = "run: less 668";
const ZSH: &str = "run: zsh 5.9, at exit";

/// Files in homes. A link is replaced too.
pub const IN_HOME: &[Renamed; 20] = &[
    renamed(".Xauthority", "run: xauth 1.1.2"),
    renamed(
        ".claude.json",
        "Claude Code 2.1.32, anthropics/claude-code issues 25127 and 15786: it looks up one link at most",
    ),
    renamed(".config/dconf/user", "run: dconf-service 0.40.0"),
    renamed(".config/mimeapps.list", "run: GLib 2.84.4, `gio mime`"),
    renamed(
        ".config/monitors.xml",
        "mutter, meta-monitor-config-store.c, meta_monitor_config_store_save: \
         G_FILE_CREATE_REPLACE_DESTINATION",
    ),
    renamed(".config/rclone/rclone.conf", "run: rclone 1.60.1"),
    renamed(".config/user-dirs.dirs", "run: xdg-user-dirs 0.18"),
    renamed(".config/zsh/.zhistory", ZSH),
    renamed(".config/zsh/.zsh_history", ZSH),
    renamed(".histfile", ZSH),
    renamed(".lesshst", LESS),
    renamed(
        ".local/share/recently-used.xbel",
        "run: GTK 3.24.49, GtkRecentManager",
    ),
    renamed(".local/share/zsh/history", ZSH),
    renamed(".local/share/zsh/zsh_history", ZSH),
    renamed(".local/state/lesshst", LESS),
    renamed(".local/state/zsh/history", ZSH),
    renamed(
        ".ssh/known_hosts",
        "run: OpenSSH 10.0, `ssh-keygen -R`; hostfile.c, hostfile_replace_entries is also what \
         UpdateHostKeys calls",
    ),
    renamed(".viminfo", "run: Vim 9.1"),
    renamed(".zhistory", ZSH),
    renamed(".zsh_history", ZSH),
];

const KCONFIG: &str = "run: KConfig 6.13, `kwriteconfig6`";

/// Files in homes whose programs look up first where a link leads: only a mount is in their way.
pub const IN_HOME_BEHIND_LINKS: &[Renamed; 45] = &[
    renamed(".config/QtProject.conf", "run: Qt 6.8.2, QSettings"),
    renamed(".config/akregatorrc", KCONFIG),
    renamed(".config/arkrc", KCONFIG),
    renamed(".config/baloofilerc", KCONFIG),
    renamed(".config/dolphinrc", KCONFIG),
    renamed(
        ".config/git/config",
        "run: git 2.47.3, `git config --global`",
    ),
    renamed(
        ".config/gtk-3.0/bookmarks",
        "GTK, gtkbookmarksmanager.c, save_bookmarks; run: GLib 2.84.4, g_file_replace_contents",
    ),
    renamed(".config/gwenviewrc", KCONFIG),
    renamed(".config/htop/htoprc", "run: htop 3.4.1"),
    renamed(".config/kactivitymanagerdrc", KCONFIG),
    renamed(".config/katerc", KCONFIG),
    renamed(".config/kateschemarc", KCONFIG),
    renamed(".config/katevirc", KCONFIG),
    renamed(".config/kcminputrc", KCONFIG),
    renamed(".config/kded5rc", KCONFIG),
    renamed(".config/kded6rc", KCONFIG),
    renamed(".config/kdeglobals", KCONFIG),
    renamed(".config/kglobalshortcutsrc", KCONFIG),
    renamed(".config/kiorc", KCONFIG),
    renamed(".config/konsolerc", KCONFIG),
    renamed(".config/krunnerrc", KCONFIG),
    renamed(".config/kscreenlockerrc", KCONFIG),
    renamed(".config/ksmserverrc", KCONFIG),
    renamed(".config/ksplashrc", KCONFIG),
    renamed(".config/ktimezonedrc", KCONFIG),
    renamed(".config/kwalletrc", KCONFIG),
    renamed(".config/kwinrc", KCONFIG),
    renamed(".config/kwinrulesrc", KCONFIG),
    renamed(".config/kxkbrc", KCONFIG),
    renamed(".config/okularrc", KCONFIG),
    renamed(".config/plasma-localerc", KCONFIG),
    renamed(".config/plasma-org.kde.plasma.desktop-appletsrc", KCONFIG),
    renamed(".config/plasmanotifyrc", KCONFIG),
    renamed(".config/plasmarc", KCONFIG),
    renamed(".config/plasmashellrc", KCONFIG),
    renamed(".config/powerdevilrc", KCONFIG),
    renamed(".config/powermanagementprofilesrc", KCONFIG),
    renamed(".config/spectaclerc", KCONFIG),
    renamed(".config/systemsettingsrc", KCONFIG),
    renamed(
        ".docker/config.json",
        "run: docker-cli 26.1.5, `docker context use`",
    ),
    renamed(".gitconfig", "run: git 2.47.3, `git config --global`"),
    renamed(
        ".local/share/fish/fish_history",
        "run: fish 4.0.2, `history delete`",
    ),
    renamed(".local/share/krunnerstaterc", KCONFIG),
    renamed(
        ".local/share/user-places.xbel",
        "KBookmarks, KBookmarkManager::saveAs: QSaveFile; run: Qt 6.8.2, QSaveFile",
    ),
    renamed(".local/share/zoxide/db.zo", "run: zoxide 0.9.7"),
];

/// The paths alone.
pub(super) const fn paths<const N: usize>(files: &[Renamed; N]) -> [&'static str; N] {
    let mut paths = [""; N];
    let mut index = 0;
    while index < N {
        paths[index] = files[index].path;
        index += 1;
    }
    paths
}
