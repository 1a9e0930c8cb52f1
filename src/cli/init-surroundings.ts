/** What stands around the documents of a new repository: the way in, the build, the editor. */

export const SETTINGS = {
  'yaml.schemas': {
    './.reeve/schemas/fleet.schema.json': 'reeve.yaml',
    // Tests as well: the kind decides. Patterns that leave something out are not understood by every version of the extension.
    './.reeve/schemas/document.schema.json': ['policies/**/*.yaml', 'policies/**/*.yml'],
  },
  'json.schemas': [{ fileMatch: ['/policies/**/*.json'], url: './.reeve/schemas/document.schema.json' }],
  '[yaml]': { 'editor.insertSpaces': true, 'editor.tabSize': 2 },
} as const

export const WORKFLOW = `# Finds mistakes in a pull request at their line, and shows there what would be done. Changes no device.
name: reeve
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npx --yes reeve@\${VERSION} validate --format github
      - run: npx --yes reeve@\${VERSION} test
      - run: npx --yes reeve@\${VERSION} plan --format markdown >> "$GITHUB_STEP_SUMMARY"
`

export const README = `# \${TITLE}

What the fleet \${TITLE} must be. reeve compares it with what is, and shows a plan.

\`\`\`sh
npx reeve validate   # every mistake, with file, line and column
npx reeve test       # what the policies must make of a few made-up devices
npx reeve plan       # what would be done, and why; changes nothing
\`\`\`

\`npx reeve\` needs the package: installed, or in the registry that npm asks. From a checkout of reeve, where \`npm ci\` was run, write
\`npx --prefix CHECKOUT reeve validate\`, with the path of the checkout. The workflow needs the package too.

| file | says |
|---|---|
| \`reeve.yaml\` | which fleet this is, what its devices can do, and where the inventory comes from: a simulated tenant for now |
| \`policies/lost-devices.yaml\` | what is on \`lists/lost.csv\` must have been wiped since it was reported |
| \`policies/silent-devices.yaml\` | records of phones and tablets that nobody has seen for six months go |
| \`policies/guardrails.yaml\` | how much may happen at once, and what nobody may touch |
| \`policies/*.test.yaml\` | tests of the policies |

## From here

- Replace the two rows of \`lists/lost.csv\`, which are devices of the simulated tenant, and their serial numbers in the test.
- Try a policy with \`mode: report\` first: it is planned and shown, and never applied.
- \`npx reeve schema DevicePolicy --format text\` says what every field means. Editors that know the YAML language server show the
  same while you write; VS Code asks once to install the extension for it.
- After an update of reeve, \`npx reeve schema --out .reeve/schemas\` renews what editors know.
- Plan against your own fleet, without credentials, from an export of its devices: \`npx reeve plan --inventory devices.csv\`.
`
