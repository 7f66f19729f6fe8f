import type { ErrorEntry } from './entry.ts';

export const GENERIC = {
  io_error: {
    side: 'this-server',
    en: 'Reading or writing data broke off before it was complete.',
    bg: 'Четенето или записването на данни прекъсна, преди да завърши.',
    next: {
      en: 'Try again; if it happens again, look at the disk and its free space, and for a request at the connection in the server log.',
      bg: 'Опитайте отново; ако пак се случи, проверете диска и свободното място на него, а при заявка и връзката в журнала на сървъра.',
    },
  },
  network_error: {
    side: 'provider',
    sideBehind: { clientproxy: 'other-server' },
    en: 'The other end could not be reached, or it closed the connection before it had answered.',
    bg: 'Отсрещната страна не можа да бъде достигната или затвори връзката, преди да отговори.',
    next: {
      en: 'Check that the address in the message is right, that the system there runs, and that firewalls let the port through.',
      bg: 'Проверете дали адресът от съобщението е верен, дали системата там работи и дали защитните стени пропускат порта.',
    },
  },
  internal_error: {
    side: 'this-server',
    en: 'The server met a condition that it was not built for; the cause is in its log.',
    bg: 'Сървърът попадна в непредвидено състояние; причината е в неговия журнал.',
    next: {
      en: 'Give the detail of the error to the operator of the server, who finds the log entry by it.',
      bg: 'Предайте полето detail на грешката на оператора на сървъра: по него той намира записа в журнала.',
    },
    cases: {
      command: {
        en: 'The command met a condition that it was not built for.',
        bg: 'Командата попадна в непредвидено състояние.',
        next: {
          en: 'It is a fault of the program: report it with the command as you gave it and this message.',
          bg: 'Това е грешка на програмата: съобщете за нея с командата, както сте я задали, и с това съобщение.',
        },
      },
    },
  },
  bad_request: {
    side: 'client',
    en: 'The request cannot be read as one of the exchange protocol: its path, method or a header is malformed.',
    bg: 'Заявката не може да бъде разчетена по протокола за обмен: пътят, методът или заглавно поле са сгрешени.',
    next: {
      en: 'Compare the path with /r1/INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE and the X-Road-Client header with the same form.',
      bg: 'Сравнете пътя с /r1/МРЕЖА/КЛАС/УЧАСТНИК/ПОДСИСТЕМА/УСЛУГА, а полето X-Road-Client със същия вид.',
    },
  },
  not_found: {
    side: 'client',
    en: 'What was asked for does not exist here or is no longer kept.',
    bg: 'Поисканото не съществува тук или вече не се съхранява.',
    next: {
      en: 'Check the identifier and its spelling; messages older than the retention time are in the archive.',
      bg: 'Проверете идентификатора и изписването му; съобщенията, по-стари от срока за съхранение, са в архива.',
    },
  },
  http_error: {
    side: 'other-server',
    en: 'The other end answered over HTTP with a status or content type that the protocol does not allow.',
    bg: 'Отсрещната страна отговори по HTTP със статус или вид съдържание, които протоколът не допуска.',
    next: {
      en: 'See that the address leads to the program that is meant, and not to a proxy or an error page in between.',
      bg: 'Уверете се, че адресът води до нужната програма, а не до прокси сървър или страница за грешка.',
    },
  },
  unknown_host: {
    side: 'this-server',
    en: 'The host name of the other end could not be resolved to an address.',
    bg: 'Името на отсрещната машина не можа да бъде преобразувано в адрес.',
    next: {
      en: 'Check the name in the message and the DNS servers of this machine.',
      bg: 'Проверете името в съобщението и DNS сървърите на тази машина.',
    },
  },
  database_error: {
    side: 'this-server',
    en: 'The database of the server could not be read or written.',
    bg: 'Базата данни на сървъра не можа да бъде прочетена или записана.',
    next: {
      en: 'Check that the database runs, that its disk has room and that the server may write there.',
      bg: 'Проверете дали базата данни работи, дали на диска ѝ има място и дали сървърът има право да пише там.',
    },
  },
  invalid_request: {
    side: 'client',
    en: 'The request is well formed, but it cannot be carried out as it stands.',
    bg: 'Заявката е правилно съставена, но не може да бъде изпълнена в този вид.',
    next: {
      en: 'Read in the message what is missing or contradictory, correct it and send the request again.',
      bg: 'Прочетете в съобщението какво липсва или си противоречи, поправете го и изпратете заявката отново.',
    },
  },
  overloaded: {
    side: 'this-server',
    en: 'The server has as much work under way as it is allowed to take, and refused more at once.',
    bg: 'Сървърът вече изпълнява толкова заявки, колкото му е позволено, и отказа нова веднага.',
    next: {
      en: 'Try again in a moment; if it goes on, raise the parameter proxy.max-exchanges, for large bodies proxy.spool-max, or add a server.',
      bg: 'Опитайте отново след малко; ако продължава, увеличете параметъра proxy.max-exchanges, при големи съобщения proxy.spool-max, или добавете сървър.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
