import type { ErrorEntry } from './entry.ts';

export const TOKEN = {
  key_not_found: {
    side: 'this-server',
    en: 'The signer has no key with this identifier.',
    bg: 'Подписващата програма няма ключ с този идентификатор.',
    next: {
      en: 'List the keys; if one was deleted, create a new key and have a certificate issued for it.',
      bg: 'Прегледайте ключовете; ако ключът е изтрит, създайте нов и поискайте сертификат за него.',
    },
    cases: {
      management_service: {
        en: 'The certificate is for another key than that of the management service.',
        bg: 'Сертификатът е за друг ключ, а не за този на услугата за управление.',
        next: {
          en: 'Upload the certificate that was issued for the last request; a new key needs a new request.',
          bg: 'Качете сертификата, издаден по последната заявка; за нов ключ е нужна нова заявка.',
        },
      },
      internal_tls: {
        en: 'The certificate is for another key than the internal TLS key of this server.',
        bg: 'Сертификатът е за друг ключ, а не за вътрешния TLS ключ на този сървър.',
        next: {
          en: 'Import the certificate that was issued for the last request; a new key needs a new request.',
          bg: 'Внесете сертификата, издаден по последната заявка; за нов ключ е нужна нова заявка.',
        },
      },
    },
  },
  cert_not_found: {
    side: 'this-server',
    en: 'The signer has no such certificate, or none that is valid for the purpose.',
    bg: 'Подписващата програма няма такъв сертификат или няма валиден за тази цел.',
    next: {
      en: 'Import the certificate that the authority issued, and see that it is active and registered.',
      bg: 'Внесете издадения сертификат и се уверете, че е активен и регистриран.',
    },
  },
  csr_not_found: {
    side: 'operator',
    en: 'There is no certificate request with this identifier.',
    bg: 'Няма заявка за сертификат с този идентификатор.',
    next: {
      en: 'List the requests of the key, or generate a new one.',
      bg: 'Прегледайте заявките на ключа или създайте нова.',
    },
  },
  token_not_found: {
    side: 'operator',
    en: 'There is no token with this identifier.',
    bg: 'Няма токен с този идентификатор.',
    next: {
      en: 'List the tokens; for a device, check that it is connected and its driver is set up.',
      bg: 'Прегледайте токените; ако е устройство, проверете дали е свързано и драйверът му е настроен.',
    },
  },
  token_not_active: {
    side: 'this-server',
    en: 'The token is locked: nobody has logged in to it since the signer started.',
    bg: 'Токенът е заключен: никой не е влизал в него след пускането на подписващата програма.',
    next: {
      en: 'Log in to the token with its PIN, or set up where the signer takes the PIN from at start.',
      bg: 'Влезте в токена с неговия ПИН или задайте откъде да се взема ПИН кодът при пускане.',
    },
  },
  token_not_initialized: {
    side: 'operator',
    en: 'The token has not been set up: it has no PIN yet.',
    bg: 'Токенът не е създаден: още няма ПИН.',
    next: {
      en: 'Initialise the token with a PIN of your choice, a device with the tool of its maker, and keep the PIN in a safe place.',
      bg: 'Създайте токена с избран от вас ПИН, при устройство с инструмента на производителя, и пазете ПИН кода на сигурно място.',
    },
  },
  token_not_available: {
    side: 'this-server',
    en: 'The token is known, but cannot be used at present.',
    bg: 'Токенът е познат, но в момента не може да се използва.',
    next: {
      en: 'A device: check that it is connected; once it is back it is found by itself. The software token: restore its folder from a backup.',
      bg: 'Устройство: проверете дали е свързано; щом се върне, се намира само. Софтуерен токен: възстановете папката му от резервно копие.',
    },
  },
  token_readonly: {
    side: 'operator',
    en: 'The token allows no change, so a key or certificate cannot be created, imported or deleted there.',
    bg: 'Токенът не позволява промени и в него не може да се създава, внася или изтрива ключ или сертификат.',
    next: {
      en: 'Use another token, or change the setting of the device.',
      bg: 'Използвайте друг токен или променете настройката на устройството.',
    },
  },
  cannot_sign: {
    side: 'this-server',
    en: 'The token refused or failed to sign with this key.',
    bg: 'Токенът отказа или не успя да подпише с този ключ.',
    next: {
      en: 'See the cause in the log of the signer; often the key does not fit the algorithm or the device lost its session.',
      bg: 'Вижте причината в дневника на подписващата програма; често ключът не подхожда на алгоритъма или устройството е загубило сесията си.',
    },
  },
  unsupported_sign_algorithm: {
    side: 'operator',
    en: 'The signature algorithm is not known here or does not fit the kind of the key.',
    bg: 'Алгоритъмът за подписване е непознат тук или не подхожда на вида на ключа.',
    next: {
      en: 'Choose an RSA algorithm for an RSA key and an ECDSA one for a key on an elliptic curve, with SHA-256 or stronger.',
      bg: 'Изберете RSA алгоритъм за RSA ключ и ECDSA за ключ върху елиптична крива, със SHA-256 или по-силен хеш.',
    },
  },
  cert_exists: {
    side: 'operator',
    en: 'This certificate is in the token already.',
    bg: 'Този сертификат вече е в токена.',
    next: {
      en: 'Nothing needs to be done; check that you chose the newly issued file if you meant to renew.',
      bg: 'Не е необходимо действие; ако подновявате, проверете дали сте избрали новоиздадения файл.',
    },
  },
  wrong_cert_usage: {
    side: 'operator',
    en: 'The certificate is for authentication where one for signing is needed, or the reverse.',
    bg: 'Сертификатът е за автентикация, а е нужен за подписване, или обратното.',
    next: {
      en: 'Choose the file for the right purpose, or have the authority issue one with the right key usage.',
      bg: 'Изберете файла за правилната цел или поискайте сертификат с подходящо предназначение на ключа.',
    },
  },
  login_failed: {
    side: 'operator',
    en: 'Logging in to the token did not succeed.',
    bg: 'Влизането в токена не беше успешно.',
    next: {
      en: 'Read the reason in the message; a device locks itself after several wrong PINs.',
      bg: 'Прочетете причината в съобщението; устройството се заключва след няколко грешни ПИН кода.',
    },
  },
  pin_incorrect: {
    side: 'operator',
    en: 'The PIN is not the one of the token.',
    bg: 'ПИН кодът не е този на токена.',
    next: {
      en: 'Give the PIN that the token was made with: mind the keyboard layout and capital letters, and the right file where it comes from one.',
      bg: 'Дайте ПИН кода, с който е създаден токенът: проверете клавиатурната подредба, главните букви и дали файлът с него е правилният.',
    },
  },
  token_pin_final_try: {
    side: 'operator',
    en: 'The PIN was wrong, and the token allows one more attempt before it locks itself.',
    bg: 'ПИН кодът е грешен и токенът допуска още един опит, преди да се заключи.',
    next: {
      en: 'Do not guess: find the right PIN first. A right one gives all attempts back.',
      bg: 'Не гадайте: първо намерете верния ПИН. Верният връща всички опити.',
    },
  },
  token_pin_locked: {
    side: 'operator',
    en: 'The token is locked after too many wrong PINs.',
    bg: 'Токенът е заключен след твърде много грешни ПИН кодове.',
    next: {
      en: 'Wait until the time in the message is over; a device is unlocked with the tool of its maker and the security officer’s PIN. The keys stay as they are.',
      bg: 'Изчакайте времето в съобщението; устройство се отключва с инструмента на производителя и ПИН кода на администратора му. Ключовете остават.',
    },
  },
  cert_import_failed: {
    side: 'operator',
    en: 'The certificate could not be taken into the token.',
    bg: 'Сертификатът не можа да бъде внесен в токена.',
    next: {
      en: 'Check that the file is a DER or PEM certificate, that its authority is approved, and that its key is in this token.',
      bg: 'Проверете дали файлът е сертификат в DER или PEM, дали издателят му е одобрен и дали ключът му е в този токен.',
    },
  },
  token_pin_policy_failure: {
    side: 'operator',
    en: 'The chosen PIN is too weak or holds characters that are not allowed.',
    bg: 'Избраният ПИН е твърде слаб или съдържа непозволени знаци.',
    next: {
      en: 'Choose a longer PIN from at least three kinds of printable ASCII characters.',
      bg: 'Изберете по-дълъг ПИН от поне три вида печатни ASCII знаци.',
    },
  },
  malformed_keystore: {
    side: 'operator',
    en: 'The key file is not a PKCS#12 file that can be read, or it was changed or damaged.',
    bg: 'Файлът с ключ не е четим PKCS#12 файл или е променен или повреден.',
    next: {
      en: 'Restore the file from a backup, or create a new key and have a certificate issued for it.',
      bg: 'Възстановете файла от резервно копие или създайте нов ключ и поискайте сертификат за него.',
    },
  },
  malformed_csr: {
    side: 'operator',
    en: 'The certificate request is not PKCS#10, or its own signature does not hold.',
    bg: 'Заявката за сертификат не е PKCS#10 или собственият ѝ подпис е невалиден.',
    next: {
      en: 'Generate the request anew and send the file as it is, in DER or PEM.',
      bg: 'Създайте заявката отново и изпратете файла непроменен, в DER или PEM.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
