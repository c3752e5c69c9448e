#pragma once

/* `launcher container -- PROGRAM ARG…` */
_Noreturn void container(char **arguments);
