module etcetera/e2e/tools/flaky

go 1.26
