/**
 * Whether an instance's configuration is downloaded too, by the parameter `configuration-client.allowed-federations`:
 * names separated by commas, in any case; `none` among them overrides all, `all` overrides names (UG-SYSPAR).
 */
export function isFederationAllowed(allowedFederations: string, instance: string): boolean {
  const allowed = allowedFederations.split(',').map((name) => name.trim().toLowerCase());
  if (allowed.includes('none')) return false;
  return allowed.includes('all') || allowed.includes(instance.toLowerCase());
}
