package main

import (
	"bytes"
	"encoding/csv"
	"strconv"
)

// columns of a table; the first was called seq in version 1.
const (
	columns      = 17
	otherColumns = ",time,event,result,actor,person,transaction,reference,attempt,state,reason,request_id,client,correlation_id,detail,stream,position\r\n"

	timeColumn, streamColumn, positionColumn = 1, 15, 16
)

// tableHead is how a table begins, unless it goes on after another one.
func tableHead(version int) []byte {
	first := "number"
	if version == 1 {
		first = "seq"
	}
	return []byte("\ufeff" + first + otherColumns)
}

// addRow checks a row of a table, which shows the place of each event, but no hashes.
func (x *export) addRow(raw []byte, m *manifest) (why string) {
	if x.At == 1 && (m == nil || m.Resumed == 0) {
		return x.addHead(raw, m)
	}
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = columns
	row, err := in.Read()
	if err != nil || !bytes.HasSuffix(raw, []byte("\r\n")) || !isTime(row[timeColumn]) {
		return "line"
	}
	number, err1 := strconv.ParseInt(row[0], 10, 64)
	position, err2 := strconv.ParseInt(row[positionColumn], 10, 64)
	if err1 != nil || err2 != nil || position < 1 {
		return "line"
	}
	return x.place(number, row[streamColumn], position, "", "")
}

func (x *export) addHead(raw []byte, m *manifest) (why string) {
	is1, later := bytes.Equal(raw, tableHead(1)), bytes.Equal(raw, tableHead(2))
	if !is1 && !later || m != nil && is1 != (m.version() == 1) {
		return "line"
	}
	return ""
}
