//! The driver of tests that boot, against a guest that is not one.

use std::process::Command;

use tests::nix::skip;

#[test]
fn the_driver_passes_its_own_tests() {
    let folder = tests::root().join("vm/driver");
    // Older ones do not have the filter with which archives are unpacked.
    let probe = Command::new("python3")
        .args(["-c", "import tarfile; tarfile.data_filter"])
        .output();
    if !probe.is_ok_and(|output| output.status.success()) {
        skip::<()>("qemu", "there is no python3 of 3.11.4 or later");
        return;
    }
    let output = Command::new("timeout")
        .args([
            "120",
            "python3",
            "-B",
            "-W",
            "error",
            "-m",
            "unittest",
            "tests.test_driver",
            "tests.test_program",
        ])
        .current_dir(folder)
        .output()
        .expect("timeout is in coreutils");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    assert!(
        messages.contains("\nRan ") && !messages.contains("\nRan 0 "),
        "{messages}"
    );
}
