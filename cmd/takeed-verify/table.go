package main

import (
	"bytes"
	"encoding/csv"
	"strconv"
)

// columns of a table; the first was called seq in version 1. Tables from before there were
// clients of the API end with the position.
const (
	columns      = 17
	lastColumn   = ",client_id"
	otherColumns = ",time,event,result,actor,person,transaction,reference,attempt,state,reason,request_id,client,correlation_id,detail,stream,position"

	timeColumn, streamColumn, positionColumn = 1, 15, 16
)

// The ways in which a table begins, unless it goes on after another one.
var (
	tableHead1 = []byte("\ufeffseq" + otherColumns + "\r\n")
	tableHead2 = []byte("\ufeffnumber" + otherColumns + "\r\n")
	tableHead3 = []byte("\ufeffnumber" + otherColumns + lastColumn + "\r\n")
)

// addRow checks a row of a table, which shows the place of each event, but no hashes.
func (x *export) addRow(raw []byte, m *manifest) (why string) {
	if x.At == 1 && (m == nil || m.Resumed == 0) {
		return x.addHead(raw, m)
	}
	in := csv.NewReader(bytes.NewReader(raw))
	row, err := in.Read()
	if err != nil || !x.isWide(len(row)) || !bytes.HasSuffix(raw, []byte("\r\n")) || !isTime(row[timeColumn]) {
		return "line"
	}
	number, err1 := strconv.ParseInt(row[0], 10, 64)
	position, err2 := strconv.ParseInt(row[positionColumn], 10, 64)
	if err1 != nil || err2 != nil || position < 1 {
		return "line"
	}
	return x.place(number, row[streamColumn], position, "", "")
}

// isWide is true of the rows of one table, which all have the columns that its head has.
func (x *export) isWide(row int) bool {
	if x.columns == 0 { // it goes on after another one
		x.columns = row
	}
	return row == x.columns && (row == columns || row == columns+1)
}

func (x *export) addHead(raw []byte, m *manifest) (why string) {
	is1, is3 := bytes.Equal(raw, tableHead1), bytes.Equal(raw, tableHead3)
	if !is1 && !is3 && !bytes.Equal(raw, tableHead2) || is3 && m != nil && m.version() < 3 || m != nil && is1 != (m.version() == 1) {
		return "line"
	}
	x.columns = columns
	if is3 {
		x.columns++
	}
	return ""
}
