# SPDX-License-Identifier: GPL-2.0
# blocks.awk -v dir=DIR FILE... - takes the command blocks out of documents.
#
# A line with "run:" in a comment of the document's own kind (".. run: WORDS",
# "<!-- run: WORDS -->", ".\" run: WORDS") marks the next literal block. Each
# becomes DIR/NNN.sh, and DIR/NNN.words has "FILE:LINE", a tab, and the words.
# Where a block begins with the prompt "# ", its first line is the command, and the
# rest is what it printed. All literal blocks are listed on standard output.

function fail(why) {
	print "doc-commands: " FILENAME ":" FNR ": " why >"/dev/stderr"
	failed = 1
}

function done(	i, text, base, prompt) {
	if (!n)
		return
	while (n && line[n] ~ /^ *$/)
		n--
	prompt = substr(line[1], indent + 1, 2) == "# "
	for (i = 1; i <= n; i++) {
		text = substr(line[i], indent + 1)
		if (!prompt)
			body[i] = text
		else if (i == 1)
			body[i] = substr(text, 3)
		else
			body[i] = ""
	}
	printf "%s\t%s:%d\t%s\n", marked ? "run" : "-", name, start, body[1]
	if (marked) {
		base = sprintf("%s/%03d", dir, ++blocks)
		print name ":" start "\t" words >(base ".words")
		for (i = 1; i <= n; i++)
			print body[i] >(base ".sh")
		close(base ".words")
		close(base ".sh")
	}
	marked = n = 0
}

function mark(text) {
	if (marked)
		fail("the mark before this one has no block")
	marked = 1
	words = text
	sub(/^.*run: */, "", words)
	sub(/ *-->$/, "", words)
	sub(/^.*run:$/, "", words)
}

FNR == 1 {
	done()
	if (marked) {
		print "doc-commands: " name ": the last mark has no block" >"/dev/stderr"
		failed = 1
	}
	marked = literal = 0
	name = FILENAME
	sub(top "/", "", name)
	kind = FILENAME ~ /\.rst$/ ? "rst" : FILENAME ~ /\.md$/ ? "md" : "man"
}

kind == "man" {
	if (/^\.\\" run:/)
		mark($0)
	else if (/^\.Dl /) {
		start = FNR
		indent = 0
		line[n = 1] = substr($0, 5)
		done()
	}
	next
}

# A literal block of reST follows a line that ends in "::", one of Markdown a
# blank line; both go on until a line is less indented.
/^ *$/ {
	if (n)
		line[++n] = ""
	if (kind == "md")
		literal = 1
	next
}

{
	match($0, /^ */)
	depth = RLENGTH
	if (n) {
		if (depth >= indent) {
			line[++n] = $0
			next
		}
		done()
		literal = 0
	}
	if (literal && depth > outer && (kind == "rst" || depth >= 4)) {
		start = FNR
		indent = depth
		line[n = 1] = $0
		next
	}
	literal = 0
	if (/^\.\. run:/ || /^<!-- run:.*-->$/)
		mark($0)
	else if (kind == "rst" && /::$/ && !/^\.\. /) {
		literal = 1
		outer = depth
	} else if (kind == "md")
		outer = 0
}

END {
	done()
	if (marked)
		fail("the last mark has no block")
	exit failed
}
