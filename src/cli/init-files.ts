/** What `reeve init` writes: every file with its purpose and its text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowYaml } from './flow-yaml.ts'
import { FLEET, GUARDRAILS, LOST_DEVICES, LOST_DEVICES_TEST, LOST_LIST, SILENT_DEVICES } from './init-policies.ts'
import { README, SETTINGS, WORKFLOW } from './init-surroundings.ts'
import { editorSchemas } from './published-schema.ts'

export interface InitialFile {
  /** From the new repository's root, forward slashes. */
  readonly path: string
  readonly purpose: string
  readonly text: string
}

export interface InitialRepository {
  readonly fleet: string
  readonly profile: string
  readonly now: Date
}

/** Copies of the schemas, so that an editor needs no network. */
export const SCHEMA_FOLDER = '.reeve/schemas'
const DAY_MS = 86_400_000

export function initialFiles({ fleet, profile, now }: InitialRepository): InitialFile[] {
  const daysAgo = (days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10)
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
  const values: Readonly<Record<string, string>> = {
    FLEET: flowYaml(fleet),
    TITLE: fleet,
    PROFILE: profile,
    VERSION: version,
    YEAR_AGO: daysAgo(365),
    THREE_DAYS_AGO: daysAgo(3),
    TWO_DAYS_AGO: daysAgo(2),
    YESTERDAY: daysAgo(1),
    TODAY: daysAgo(0),
  }
  const filled = (text: string): string => text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  const document = (path: string, schema: string, purpose: string, text: string): InitialFile => ({
    path,
    purpose,
    text: `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}${SCHEMA_FOLDER}/${schema}.schema.json\n${filled(text)}`,
  })
  const schemas = [...editorSchemas()].map(([name, schema]) => ({
    path: `${SCHEMA_FOLDER}/${name}`,
    purpose: 'for editors; a copy',
    text: `${JSON.stringify(schema, null, 2)}\n`,
  }))
  return [
    document('reeve.yaml', 'fleet', 'which fleet, which profile, where the inventory is', FLEET),
    document('policies/guardrails.yaml', 'guardrails', 'what no plan may exceed', GUARDRAILS),
    document('policies/lost-devices.yaml', 'device-policy', 'wipes what lists/lost.csv names', LOST_DEVICES),
    document('policies/lost-devices.test.yaml', 'policy-test', 'what the policy must do, for reeve test', LOST_DEVICES_TEST),
    document('policies/silent-devices.yaml', 'cleanup-rule', 'deletes records of silent devices', SILENT_DEVICES),
    { path: 'lists/lost.csv', purpose: 'two devices of the simulated tenant', text: filled(LOST_LIST) },
    { path: 'README.md', purpose: 'how to go on', text: filled(README) },
    { path: '.github/workflows/reeve.yaml', purpose: 'validate, test and plan for every change', text: filled(WORKFLOW) },
    { path: '.vscode/settings.json', purpose: 'which schema is for which file', text: `${JSON.stringify(SETTINGS, null, 2)}\n` },
    {
      path: '.vscode/extensions.json',
      purpose: 'the extension that reads them',
      text: `${JSON.stringify({ recommendations: ['redhat.vscode-yaml'] }, null, 2)}\n`,
    },
    ...schemas,
  ]
}
