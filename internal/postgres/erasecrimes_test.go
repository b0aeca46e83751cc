package postgres_test

// erasureCrimes are those about people who were erased, or should have been.
var erasureCrimes = []planted{
	{[]string{"INV-26"}, "a body is gone of a person who is there", func(c crime) {
		c.plant(`update audit_events set `+eraseBody+` where actor = 'customer:' || $1`, c.person)
	}},
	{[]string{"INV-26"}, "a document is gone of a person who is there", func(c crime) {
		c.plant(`update transactions set document = null where id = $1`, c.done)
	}},
	{[]string{"INV-26"}, "what the log says of itself is gone", func(c crime) {
		c.eraseAll()
		c.plant(`update audit_events set ` + eraseBody + ` where stream = 'sys:erasure' and not body like '%reason%'`)
	}},
	{[]string{"INV-26"}, "more of nobody is gone than the log says", func(c crime) {
		c.eraseAll()
		for range 10 {
			c.must(c.direct(`insert into audit_events (stream, kind, actor, body) values ('login:x', 'signin_failed', 'anonymous', '{}')`))
		}
		c.plant(`update audit_events set ` + eraseBody + ` where stream = 'login:x'`)
	}},
	{[]string{"INV-03", "INV-26", "INV-27"}, "a person is erased and no event says so", func(c crime) {
		c.plant(`update users set `+eraseUser+`, signed_in_at = null where id = $1`, c.person)
		c.plant(erasedSessions(c.person).sql, c.person)
	}},
	{[]string{"INV-27"}, "the document of an erased person is there", func(c crime) {
		c.eraseAll()
		c.plant(`update transactions set document = 'x' where id = $1`, c.done)
	}},
	{[]string{"INV-27"}, "an erased person is found by their number", func(c crime) {
		c.eraseAll()
		c.plant(`update users set mobile_mac = sha256('x') where id = $1`, c.person)
	}},
	{[]string{"INV-27"}, "an erased person is signed in", func(c crime) {
		c.eraseAll()
		c.plant(`update sessions set revoked_at = null where user_id = $1`, c.person)
	}},
	{[]string{"INV-27"}, "an attempt of an erased person tells from where", func(c crime) {
		c.eraseAll()
		c.plant(`update attempts set client_mac = sha256('x') where id = $1`, c.success)
	}},
	{[]string{"INV-27"}, "an erased person does something", func(c crime) {
		c.eraseAll()
		c.must(c.direct(`insert into audit_events (stream, kind, actor) values ('user:' || $1, 'signed_out', 'customer:' || $1)`, c.person))
	}},
	{[]string{"INV-26"}, "a request has no document, of a person who is there", func(c crime) {
		c.integrated()
		c.plant(`update requests set document = null where state = 'open'`)
	}},
	{[]string{"INV-26"}, "a request of nobody has no document", func(c crime) {
		c.integrated()
		c.plant(`update requests set document = null, user_id = null where state = 'open'`)
	}},
	{[]string{"INV-27"}, "what a client asked of an erased person is there", func(c crime) {
		c.integrated()
		c.eraseAll()
		c.plant(`update requests set user_id = $1 where state = 'open'`, c.person)
	}},
	{[]string{"INV-27", "INV-31"}, "what a client was answered about an erased person is there", func(c crime) {
		c.integrated()
		c.eraseAll()
		c.plant(`update idempotency_keys set tx_id = $1`, c.done)
	}},
	{[]string{"INV-03"}, "another person answered for one who was erased", func(c crime) {
		c.eraseAll()
		c.plant(`update attempts set got_sub_mac = sha256('x') where id = $1`, c.success)
	}},
}

// eraseAll erases the person who has confirmed something.
func (c crime) eraseAll() {
	c.Helper()
	c.erased(c.person)
}
