/**
 * X-Road's built-in group of all members that own a security server. Its row has the description, which may be changed;
 * who belongs to it follows from the servers.
 */
export const OWNERS_GROUP = { code: 'security-server-owners', description: 'Security server owners' } as const;
