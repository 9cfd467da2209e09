# SPDX-License-Identifier: GPL-2.0
# Builds and installs darcstat; included by the Makefile of tools/mm.

PREFIX ?= /usr
DARCSTAT := $(OUTPUT)darcstat
DARCSTAT_CFLAGS := -std=gnu11 -O2 -Wall -Wextra
DARCSTAT_SRC := darcstat.c darcstat-advise.c darcstat-cold.c darcstat-heat.c \
	darcstat-json.c darcstat-lines.c darcstat-pages.c darcstat-prometheus.c \
	darcstat-read.c darcstat-screen.c darcstat-text.c darcstat-top.c \
	darcstat-trace.c

all: $(DARCSTAT)

$(DARCSTAT): $(DARCSTAT_SRC) darcstat.h darcstat.mk
	$(if $(OUTPUT),@mkdir -p $(OUTPUT))
	$(CC) $(DARCSTAT_CFLAGS) $(EXTRA_CFLAGS) -o $@ $(DARCSTAT_SRC) $(EXTRA_LDFLAGS)

clean: darcstat-clean
darcstat-clean:
	$(RM) $(DARCSTAT)

install: darcstat-install
darcstat-install: $(DARCSTAT)
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(DARCSTAT) $(DESTDIR)$(PREFIX)/sbin/darcstat
	install -m 644 darcstat.1 $(DESTDIR)$(PREFIX)/share/man/man1/darcstat.1
	install -m 644 darcstat.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/darcstat

.PHONY: all clean install darcstat-clean darcstat-install
