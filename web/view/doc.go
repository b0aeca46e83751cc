// Package view turns stored things into what pages show: transactions, attempts and
// events into the structs of package templates, in one language, at one moment. It knows
// no request and no database, so any program that has the values gets the page: the portal
// from its database, the gallery from its examples.
//
// A [Viewer] is the reader: the language, the moment, and the catalogue that names the
// kinds. Each of its methods builds a page (and is named after it), or a part that several
// pages share. The frame around a page comes in as a templates.Page, which the portal
// fills from the request.
//
// This package only shows. Which view of a transaction its owner gets ([StageOf]) follows
// from stored state alone; whether something may be done is decided again where it is done.
//
//	v := view.Viewer{Lang: approval.AR, Now: caller.Now, Catalogue: kinds}
//	templates.Waiting(v.Waiting(frame, caller))
package view
