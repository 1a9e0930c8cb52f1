/** Values as a person writes them in YAML: on one line, with quotes only where they are needed. */

const NEEDS_NO_QUOTES = /^[A-Za-z./][\w ./@:|()-]*[\w)]$|^[A-Za-z]$/
const MEANS_SOMETHING_ELSE = /^(?:true|false|null|yes|no|on|off|y|n)$|: |^\d+$/i
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?$/
const DURATION = /^\d+[dhms]$/

/** For values of ours; what comes from a file or a device may need more escaping than this. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${flowYaml(key)}: ${flowYaml(inner)}`)
      .join(', ')}}`
  if (typeof value !== 'string') return JSON.stringify(value)
  const plain = MOMENT.test(value) || DURATION.test(value) || (NEEDS_NO_QUOTES.test(value) && !MEANS_SOMETHING_ELSE.test(value))
  return plain ? value : JSON.stringify(value)
}
