// Judges proofs and notes with the packages of Go's checksum database: a second implementation, which shares no code
// with ours. It reads questions from its standard input, a JSON object a line, and answers each with "yes" or "no: why".
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Kind     string
	Leaf     string   // hexadecimal
	Index    int64    // from 0
	Old      int64    // leaves
	OldRoot  string   // hexadecimal
	Size     int64    // leaves
	Root     string   // hexadecimal
	Path     []string // hexadecimal
	Verifier string   // name+hash+key
	Note     string
	Bytes    string // hexadecimal
	Tile     string // path of a tile
}

func hash(text string) tlog.Hash {
	var hash tlog.Hash
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != len(hash) {
		panic("no hash: " + text)
	}
	copy(hash[:], bytes)
	return hash
}

func hashes(texts []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, text := range texts {
		hashes = append(hashes, hash(text))
	}
	return hashes
}

func judge(q question) error {
	switch q.Kind {
	case "leaf":
		bytes, err := hex.DecodeString(q.Bytes)
		if err != nil {
			return err
		}
		if tlog.RecordHash(bytes) != hash(q.Leaf) {
			return fmt.Errorf("another leaf hash")
		}
		return nil
	case "inclusion":
		return tlog.CheckRecord(hashes(q.Path), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "consistency":
		return tlog.CheckTree(hashes(q.Path), q.Size, hash(q.Root), q.Old, hash(q.OldRoot))
	case "tile":
		tile, err := tlog.ParseTilePath("tile/8/" + q.Tile[len("tile/"):])
		if err != nil {
			return err
		}
		if tile.N != q.Index || int64(tile.L) != q.Old || int64(tile.W) != q.Size {
			return fmt.Errorf("tile %d of level %d, %d wide", tile.N, tile.L, tile.W)
		}
		return nil
	case "checkpoint":
		verifier, err := note.NewVerifier(q.Verifier)
		if err != nil {
			return err
		}
		opened, err := note.Open([]byte(q.Note), note.VerifierList(verifier))
		if err != nil {
			return err
		}
		// The log's own tree notes begin with another first line, and go on in the same form.
		lines := opened.Text
		for i := range lines {
			if lines[i] == '\n' {
				lines = lines[i+1:]
				break
			}
		}
		tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines))
		if err != nil {
			return err
		}
		if tree.N != q.Size || tree.Hash != hash(q.Root) {
			return fmt.Errorf("another tree")
		}
		return nil
	}
	return fmt.Errorf("no such question")
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		var q question
		if err := json.Unmarshal(input.Bytes(), &q); err != nil {
			panic(err)
		}
		if err := judge(q); err != nil {
			fmt.Println("no:", err)
		} else {
			fmt.Println("yes")
		}
	}
}
