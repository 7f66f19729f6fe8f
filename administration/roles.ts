/** The permissions of each role. */
type PermissionsByRole<Permission extends string> = Readonly<Record<string, readonly Permission[]>>;

export interface Rights<Permission extends string> {
  readonly isPermission: (name: string) => name is Permission;
  /** All that holders of these roles may do. Roles add up; none takes anything away, and what is no role gives nothing. */
  readonly permissionsOf: (roles: Iterable<string>) => ReadonlySet<string>;
}

/** Who may do what, by the tables of a program's definition: X-Road's permissions, and perhaps some of its own. */
export function rightsBy<Permission extends string>(
  ...tables: readonly PermissionsByRole<Permission>[]
): Rights<Permission> {
  const permissions: ReadonlySet<string> = new Set(tables.flatMap((table) => Object.values(table).flat()));
  return {
    isPermission: (name): name is Permission => permissions.has(name),
    permissionsOf: (roles) =>
      new Set(
        Array.from(roles).flatMap((role) =>
          tables.flatMap((table) => (Object.hasOwn(table, role) ? (table[role] ?? []) : [])),
        ),
      ),
  };
}
