"""`./dev screenshots`: plays the demo, then photographs the screens for the addon's page and READMEs, or every one."""
