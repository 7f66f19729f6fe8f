/** As docs/service-catalogue.md has it. */
export const SAMPLE = `serviceCatalogue:
  securityServer: https://ss.example.bg:8443
  client: BG/GOV/180680495/catalogue
  certificate: security-server.pem
  intervalMinutes: 60`;
