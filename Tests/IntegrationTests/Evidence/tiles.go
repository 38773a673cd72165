// Reads a directory of static tiles with the packages of Go's checksum database, which share no code with ours: the
// checkpoint by the log's key, each leaf's hash by the tiles, each entry by its leaf's hash, and a proof for each.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type directory string

func (d directory) Height() int { return 8 }

func (d directory) path(tile tlog.Tile) string {
	// C2SP's paths have no height, and entries where Go has data.
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	return filepath.Join(string(d), "tile", strings.Replace(path, "data/", "entries/", 1))
}

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		bytes, err := os.ReadFile(d.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

func must(err error) {
	if err != nil {
		fmt.Println("no:", err)
		os.Exit(1)
	}
}

func main() {
	d := directory(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	signed, err := os.ReadFile(filepath.Join(string(d), "checkpoint"))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	reader := tlog.TileHashReader(tree, d)
	var entries []byte
	for index := int64(0); index < size; index++ {
		if index%256 == 0 {
			width := size - index
			if width > 256 {
				width = 256
			}
			entries, err = os.ReadFile(d.path(tlog.Tile{H: 8, L: -1, N: index / 256, W: int(width)}))
			must(err)
		}
		length := int(entries[0])<<8 | int(entries[1])
		entry := entries[2 : 2+length]
		entries = entries[2+length:]
		proof, err := tlog.ProveRecord(size, index, reader)
		must(err)
		must(tlog.CheckRecord(proof, size, tree.Hash, index, tlog.RecordHash(entry)))
	}
	fmt.Println(size, "entries, each in the tree")
}
