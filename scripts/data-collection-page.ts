/** docs/data-collection.md: what reeve reads, why, and where it is kept, from the data map. */
import { DATA_MAP, type DataMap, describeOrigin } from '../src/planner/data-map/data-map.ts'

const RECORDS: Readonly<Record<DataMap['reads'][number]['record'], string>> = {
  device: 'Of a managed device',
  directoryDevice: 'Of a record of a device in the directory',
  user: 'Of a user in the directory',
}

export function writeDataCollectionPage(map: DataMap = DATA_MAP): string {
  return `# What reeve reads and keeps

The groups are those of the service's own account of what it collects (${map.source}); the whole of it, row by row with its
source, is in \`src/planner/data-map/intune.json\`, from which \`npm run generate\` writes this page. A field that is not here is not
asked for, and where a file or an answer brings it along it is dropped. Of the fields here only those are read that a policy names
or that the decision itself needs.

| kept in | what that is |
|---|---|
| memory | gone when the command ends |
| plan | plans, as they are printed and saved; and the values that a selector matched on, of whichever field |
| journal | the state folder: the fields of a device that was acted on, and the plans that were applied |
| audit | the audit log in the state folder |

${Object.entries(RECORDS)
  .map(([record, heading]) => section(map, record, heading))
  .join('\n\n')}

## What reeve does not read

| group | why not |
|---|---|
${map.groups
  .filter(({ name }) => !map.reads.some((read) => read.group === name))
  .map((group) => `| ${group.text} | ${whyNot(group)} |`)
  .join('\n')}

Secrets have no field anywhere: ${map.groups
    .flatMap(({ items }) => items.filter(({ secret }) => secret))
    .map(({ text }) => text)
    .join('; ')}. What is never collected by the service has none either: ${map.neverCollected.map(({ text }) => text).join('; ')}.

## What a DataCollectionPolicy does today

It is checked, and it is part of the desired state. This version keeps none of its wishes by itself, and \`reeve validate\` warns at
each (\`REEVE_NOT_ENFORCED_YET\`):

| wish | what is so in this version |
|---|---|
| \`identifiers\` | names, serial numbers and ids are printed as they are: in plans, in logs, in the audit log, in comments on pull requests. The defaults of \`logs\`, \`audit\` and \`pullRequests\` are \`pseudonym\` and are not kept either |
| \`retention\` | snapshots of the inventory are not kept at all; the journal and the audit log are kept for ever |
| \`access\` | whoever can read the files can read everything |
| \`optional.diagnostics\` | none are collected, so \`false\` holds |
| \`required.applicationInventory\` | none is read, of no device, so the condition is never broken |
`
}

function section({ reads, ...map }: DataMap, record: string, heading: string): string {
  const rows = reads
    .filter((read) => read.record === record)
    .map((read) => `| \`${read.field}\` | ${describeOrigin({ reads, ...map }, read)} | ${read.personal} | ${read.why} | ${read.kept.join(', ')} |`)
  return `## ${heading}\n\n| field | group | personal | why | kept in |\n|---|---|---|---|---|\n${rows.join('\n')}`
}

function whyNot({ category, items }: DataMap['groups'][number]): string {
  if (category === 'optional') return 'optional, and off'
  return items.every(({ secret }) => secret) ? 'secrets' : 'no decision needs it'
}
